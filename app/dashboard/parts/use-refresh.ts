import { useRevalidator } from "@remix-run/react";
import { useEffect } from "react";

/**
 * Asks the server anew while something is awaited: at intervals while the page can be seen, and at once when the merchant
 * comes back to it.
 * @param everyMs null where nothing is awaited
 */
export function useRefresh(everyMs: number | null): void {
  const { revalidate } = useRevalidator();
  useEffect(() => {
    if (everyMs === null) return;
    const refresh = () => {
      if (document.visibilityState === "visible") revalidate();
    };
    const timer = setInterval(refresh, everyMs);
    document.addEventListener("visibilitychange", refresh);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", refresh);
    };
  }, [everyMs, revalidate]);
}
