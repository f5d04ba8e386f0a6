/** A clock that stands still until it is moved. */
export interface HandClock {
  now(): Date;
  forward(byMs: number): void;
}

export function handClock(start = "2026-11-21T12:00:00Z"): HandClock {
  let ms = Date.parse(start);
  return {
    now: () => new Date(ms),
    forward(byMs) {
      ms += byMs;
    },
  };
}
