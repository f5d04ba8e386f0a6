// <ui-save-bar>, `shopify.saveBar` and `<form data-save-bar>`: unsaved changes, shown in the admin's top bar.
import type { AdminChannel } from "./admin-channel.ts";
import { ObservedElement, type Presses } from "./frame-elements.ts";
import type { BarAction } from "./messages.ts";

export interface SaveBarApi {
  show(id: string): Promise<void>;
  hide(id: string): Promise<void>;
  toggle(id: string): Promise<void>;
  leaveConfirmation(): Promise<void>;
}

const FORM_ACTIONS: readonly BarAction[] = [
  { key: "form-discard", label: "Discard", isPrimary: false, isCritical: false, isDisabled: false },
  { key: "form-save", label: "Save", isPrimary: true, isCritical: false, isDisabled: false },
];

export function connectSaveBar(channel: AdminChannel, presses: Presses): SaveBarApi {
  let shown: object | null = null;

  function set(owner: object, isShown: boolean, actions: readonly BarAction[]): void {
    if (!isShown && shown !== owner) return;
    shown = isShown ? owner : null;
    channel.tell({ kind: "saveBar", visible: isShown, actions });
  }

  class SaveBar extends ObservedElement {
    showing = false;
    report(): void {
      if (this.showing) set(this, true, presses.actionsOf(this));
    }
    override gone(): void {
      void this.hide();
    }
    async show(): Promise<void> {
      const wasShowing = this.showing;
      this.showing = true;
      set(this, true, presses.actionsOf(this));
      // Never before the caller goes on: React adds its listener right after the effect that shows the bar.
      await null;
      if (!wasShowing) this.dispatchEvent(new Event("show"));
    }
    async hide(): Promise<void> {
      if (!this.showing) return;
      this.showing = false;
      set(this, false, []);
      await null;
      this.dispatchEvent(new Event("hide"));
    }
    toggle(): Promise<void> {
      return this.showing ? this.hide() : this.show();
    }
  }
  customElements.define("ui-save-bar", SaveBar);
  connectForms(channel, set);

  const bar = (id: string): SaveBar => {
    const found = document.getElementById(id);
    if (found instanceof SaveBar) return found;
    throw new Error(`No ui-save-bar has the id ${id}.`);
  };
  return {
    show: async (id) => bar(id).show(),
    hide: async (id) => bar(id).hide(),
    toggle: async (id) => bar(id).toggle(),
    async leaveConfirmation() {
      if (shown !== null) await channel.ask({ kind: "leaveConfirmation" });
    },
  };
}

/** Forms marked `data-save-bar` show the bar from the first change until they are sent or reset. */
function connectForms(
  channel: AdminChannel,
  set: (owner: object, isShown: boolean, actions: readonly BarAction[]) => void,
): void {
  let changed: HTMLFormElement | null = null;
  const markedForm = (event: Event) =>
    event.target instanceof Element ? event.target.closest<HTMLFormElement>("form[data-save-bar]") : null;
  const onChange = (event: Event) => {
    changed = markedForm(event) ?? changed;
    if (changed !== null) set(changed, true, FORM_ACTIONS);
  };
  const onEnd = (event: Event) => {
    const form = markedForm(event);
    if (form === null || form !== changed) return;
    changed = null;
    set(form, false, []);
  };
  document.addEventListener("input", onChange);
  document.addEventListener("change", onChange);
  document.addEventListener("submit", onEnd);
  document.addEventListener("reset", onEnd);
  channel.on("press", ({ key }) => {
    if (key === "form-save") changed?.requestSubmit();
    if (key === "form-discard") changed?.reset();
  });
}
