// The sandbox's clock: real time, and as far ahead of it as somebody has asked for.

export interface SandboxClock {
  now(): Date;
  aheadMs(): number;
  /** 0 is real time again. @throws RangeError for a time before now: an order id or a journal would run backwards */
  setAhead(ms: number): void;
}

export function createSandboxClock(realNow: () => Date): SandboxClock {
  let aheadMs = 0;
  return {
    now: () => new Date(realNow().getTime() + aheadMs),
    aheadMs: () => aheadMs,
    setAhead(ms) {
      if (!(ms >= 0)) throw new RangeError("The sandbox's clock does not go behind real time.");
      aheadMs = ms;
    },
  };
}
