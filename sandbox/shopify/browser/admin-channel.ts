// The app's end of the line to the admin page.
import { CHANNEL, type ToAdmin, type ToApp } from "./messages.ts";

type Ask = Extract<ToAdmin, { readonly id: number }>;
type WithoutId<T> = T extends unknown ? Omit<T, "id"> : never;

export interface AdminChannel {
  tell(message: Exclude<ToAdmin, Ask>): void;
  /** Settles with the admin's reply. */
  ask(question: WithoutId<Ask>): Promise<unknown>;
  on<Kind extends ToApp["kind"]>(
    kind: Kind,
    listener: (message: Extract<ToApp, { kind: Kind }>) => void,
  ): void;
}

/** Only the admin's origin is spoken to and listened to. */
export function openAdminChannel(adminOrigin: string): AdminChannel {
  const waiting = new Map<number, (value: unknown) => void>();
  const listeners: { readonly kind: string; readonly hear: (message: ToApp) => void }[] = [];
  let lastId = 0;

  function post(message: ToAdmin): void {
    window.parent.postMessage({ channel: CHANNEL, message }, adminOrigin);
  }

  window.addEventListener("message", (event) => {
    if (event.origin !== adminOrigin || event.source !== window.parent || event.data?.channel !== CHANNEL)
      return;
    const message: ToApp = event.data.message;
    if (message.kind === "reply") {
      waiting.get(message.id)?.(message.value);
      waiting.delete(message.id);
    }
    for (const { kind, hear } of listeners) if (kind === message.kind) hear(message);
  });

  return {
    tell: post,
    ask(question) {
      lastId += 1;
      const id = lastId;
      return new Promise((resolve) => {
        waiting.set(id, resolve);
        post({ ...question, id });
      });
    },
    on(kind, listener) {
      listeners.push({ kind, hear: (message) => listener(message as Parameters<typeof listener>[0]) });
    },
  };
}
