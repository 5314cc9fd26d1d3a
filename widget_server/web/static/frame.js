// In the petition's frame: tells the page around it how high the frame should be, and no other page.
{
  // Without `sites` anyone may hold this frame.
  const { sites } = document.currentScript.dataset;
  const form = document.querySelector("petition-form");
  const petition = form.getAttribute("petition");
  // WordPress marks the frames that it makes, and listens for its own words.
  const secret = location.hash.match(/[?&]secret=([a-zA-Z0-9]+)$/)?.[1];
  // Sandboxed without allow-same-origin, a page has no origin, and can't sign in any partner's name.
  const isShutOff = self.origin === "null";

  /** The origins to tell: that of the page around this one, if it is one of `sites`. */
  function listeners() {
    const around = location.ancestorOrigins?.[0] ?? document.referrer;
    const all = sites?.split(" ").map((site) => new URL(site).origin);
    // A page that hides its address: whichever of the sites it is hears us, and the browser lets no other.
    if (!around) return all ?? [];
    const [origin] = around.match(/^https?:\/\/[^/]+/) ?? [];
    return origin && (all?.includes(origin) ?? true) ? [origin] : [];
  }

  const origins = parent === self ? [] : listeners();

  function tell(message) {
    for (const origin of origins) parent.postMessage(message, origin);
  }

  function tellHeight() {
    const height = Math.ceil(document.body.getBoundingClientRect().height);
    tell({ type: "petition:height", petition, height });
    if (secret) tell({ message: "height", secret, value: height });
  }

  new ResizeObserver(tellHeight).observe(document.body);
  addEventListener("message", ({ source, data }) => {
    if (source === parent && data?.message === "ready") tellHeight();
  });

  if (isShutOff) {
    form.replaceWith(...form.childNodes);
    // WordPress's sandbox opens no tabs, but its page follows links of ours when it is asked to.
    if (secret)
      addEventListener("click", (event) => {
        const link = event.target.closest("a");
        if (!link || !origins.length) return;
        event.preventDefault();
        tell({ message: "link", secret, value: link.href });
      });
  }

  // A share button that the page around us has not allowed would do nothing.
  if (navigator.canShare?.({ url: location.href }) === false) delete Navigator.prototype.share;
}
