"""The demo: made-up partner sites, the petitions they embed, sample supporters.

It knows the service only by its URL, as any partner would.
"""
