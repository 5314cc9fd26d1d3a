"""Benchmarks: `python -m tests.bench` for the product's speed and memory, `python -m tests.bench.budget` for
where the time of one signature goes.
"""
