// `shopify.toast`: short messages that the admin shows.
import type { AdminChannel } from "./admin-channel.ts";

export interface ToastOptions {
  readonly duration?: number;
  readonly isError?: boolean;
  readonly action?: string;
  readonly onAction?: () => void;
  readonly onDismiss?: () => void;
}

export interface ToastApi {
  show(message: string, options?: ToastOptions): string;
  hide(toast: string): void;
}

const DEFAULT_DURATION_MS = 5_000;

export function connectToast(channel: AdminChannel): ToastApi {
  const shown = new Map<string, ToastOptions>();
  let count = 0;
  channel.on("toastPressed", ({ toast, what }) => {
    const options = shown.get(toast);
    if (what === "action") options?.onAction?.();
    else options?.onDismiss?.();
  });
  return {
    show(message, options = {}) {
      count += 1;
      const toast = `toast-${count}`;
      shown.set(toast, options);
      channel.tell({
        kind: "toast",
        toast,
        message,
        isError: options.isError ?? false,
        durationMs: options.duration ?? DEFAULT_DURATION_MS,
        action: options.action ?? null,
      });
      return toast;
    },
    hide: (toast) => channel.tell({ kind: "toastHide", toast }),
  };
}
