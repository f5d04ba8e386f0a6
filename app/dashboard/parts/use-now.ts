import { useEffect, useState } from "react";

const SECOND_MS = 1_000;

/**
 * The server's time, going on by the second in the browser; a newer answer of the server sets it right.
 * @param now ISO 8601, as the server's answer has it
 */
export function useNow(now: string): string {
  const [seconds, setSeconds] = useState(0);
  const [base, setBase] = useState(now);
  if (base !== now) {
    setBase(now);
    setSeconds(0);
  }
  useEffect(() => {
    const timer = setInterval(() => setSeconds((passed) => passed + 1), SECOND_MS);
    return () => clearInterval(timer);
  }, []);
  return new Date(Date.parse(now) + seconds * SECOND_MS).toISOString();
}
