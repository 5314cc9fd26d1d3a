// How long a page's script keeps the main thread, out of Chromium's own trace.

/** Compiling the script, running it, calls into it, and what it has put off for a promise. */
const RUNS = ["EvaluateScript", "v8.compile", "FunctionCall"];
const PROMISES = "BlinkScheduler_PerformMicrotaskCheckpoint";
/** The browser's own work, which a script can make it do at once. */
const BROWSERS = /^(Layout|UpdateLayoutTree|Paint|PrePaint|Layerize|Commit|ParseHTML)$/;

export const CATEGORIES = ["devtools.timeline", "toplevel", "blink.user_timing"];

/**
 * CPU time in ms that the scripts whose address ends in `name` have had since the navigation began, up to
 * `until` ms after it. CPU time, so other programs on this machine do not count.
 */
export function scriptTime(trace, name, until) {
  const { traceEvents } = JSON.parse(new TextDecoder().decode(trace));
  const start = traceEvents
    .filter((one) => one.name === "navigationStart" && isPage(one.args.data))
    .pop();
  const isOurs = (one) =>
    one.name === PROMISES ||
    (RUNS.includes(one.name) && `${one.args.data?.url ?? one.args.fileName}`.endsWith(name));
  const events = traceEvents
    .filter(({ ph, pid, tid }) => ph === "X" && pid === start.pid && tid === start.tid)
    .filter(({ ts }) => ts >= start.ts && ts < start.ts + until * 1000)
    .sort((a, b) => a.ts - b.ts || b.dur - a.dur);
  const runs = outermost(events.filter(isOurs));
  const within = (one) => runs.some(({ ts, dur }) => one.ts >= ts && one.ts < ts + dur);
  const lent = outermost(events.filter((one) => BROWSERS.test(one.name) && within(one)));
  return (sum(runs) - sum(lent)) / 1000;
}

const isPage = (data) => data?.documentLoaderURL?.startsWith("http");

const sum = (events) => events.reduce((total, { tdur }) => total + tdur, 0);

/** Those that lie in no other one; `events` are in the order of their beginning. */
function outermost(events) {
  let end = 0;
  return events.filter(({ ts, dur }) => {
    if (ts < end) return false;
    end = ts + dur;
    return true;
  });
}
