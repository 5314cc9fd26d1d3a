import { totalsDelay } from "./retry.ts";

export type Poll = {
  /** Begins asking; `now` asks at once instead of after the usual wait. */
  start(now: boolean): void;
  stop(): void;
};

/**
 * Asks for the total about every ten seconds while somebody can see it: a hidden page asks nothing,
 * and asks at once when it is seen again. `refresh` throws when the service has no answer.
 */
export function totalsPoll(refresh: (signal: AbortSignal) => Promise<void>): Poll {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let life = new AbortController();
  let failures = 0;

  function start(now: boolean): void {
    stop();
    document.addEventListener("visibilitychange", onVisibility);
    if (document.hidden) return;
    if (now) ask();
    else wait();
  }

  function stop(): void {
    document.removeEventListener("visibilitychange", onVisibility);
    clearTimeout(timer);
    life.abort();
    life = new AbortController();
  }

  const onVisibility = () => start(true);
  const wait = () => {
    timer = setTimeout(ask, totalsDelay(failures, Math.random()) * 1000);
  };

  async function ask(): Promise<void> {
    const { signal } = life;
    try {
      await refresh(signal);
      failures = 0;
    } catch {
      failures++;
    }
    if (!signal.aborted) wait();
  }

  return { start, stop };
}
