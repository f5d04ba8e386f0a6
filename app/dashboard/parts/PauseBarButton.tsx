import { useFetcher } from "@remix-run/react";
import { useEffect } from "react";
import type { SetupActionResult } from "../../connections/setup-action.ts";
import { SENDING } from "../../texts/sending.ts";
import { toastText } from "../../texts/setup.ts";
import { ADMIN_PATHS } from "../admin-paths.ts";
import { showToast } from "./toast.ts";

/** For the admin's title bar: stops sending from any page. */
export function PauseBarButton() {
  const { data, state, submit } = useFetcher<SetupActionResult>();
  useEffect(() => {
    if (!data) return;
    const message = toastText(data);
    if (message !== null) showToast(message);
    else showToast(data.intent === "pause" ? SENDING.pausedHalf : SENDING.notPaused, true);
  }, [data]);
  const pause = () => submit({ intent: "pause" }, { method: "post", action: ADMIN_PATHS.setup });
  return (
    <button type="button" onClick={pause} disabled={state !== "idle"}>
      {SENDING.pause}
    </button>
  );
}
