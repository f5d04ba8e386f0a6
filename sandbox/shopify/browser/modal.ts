// <ui-modal> and `shopify.modal`. The real one is drawn by the admin; this one covers the app's frame and asks the
// admin to dim its own parts.
import type { AdminChannel } from "./admin-channel.ts";

export interface ModalApi {
  show(id: string): Promise<void>;
  hide(id: string): Promise<void>;
  toggle(id: string): Promise<void>;
}

const STYLE = `
.sandbox-modal { position: fixed; inset: 0; z-index: 600; display: flex; align-items: flex-start; justify-content: center;
  padding: 8vh 16px 16px; background: rgb(0 0 0 / 0.5); }
.sandbox-modal > div { display: flex; flex-direction: column; width: 100%; max-width: 620px; max-height: 84vh; overflow: hidden;
  border-radius: 16px; background: #fff; box-shadow: 0 20px 40px rgb(0 0 0 / 0.3); font: 450 13px/20px Inter, system-ui, sans-serif; }
.sandbox-modal[data-variant="small"] > div { max-width: 380px; }
.sandbox-modal[data-variant="large"] > div { max-width: 980px; }
.sandbox-modal[data-variant="max"] { padding: 16px; }
.sandbox-modal[data-variant="max"] > div { max-width: none; height: 100%; }
.sandbox-modal header { display: flex; justify-content: space-between; align-items: center; padding: 12px 16px; background: #f3f3f3;
  border-bottom: 1px solid #e3e3e3; font-weight: 650; font-size: 14px; }
.sandbox-modal main { overflow: auto; flex: 1; }
.sandbox-modal iframe { display: block; width: 100%; min-height: 50vh; height: 100%; border: 0; }
.sandbox-modal footer { display: flex; justify-content: flex-end; gap: 8px; padding: 12px 16px; border-top: 1px solid #e3e3e3; }
.sandbox-modal button { font: inherit; font-weight: 550; padding: 6px 12px; border: 1px solid #c9c9c9; border-radius: 8px; background: #fff; cursor: pointer; }
.sandbox-modal button[data-primary] { background: #303030; border-color: #303030; color: #fff; }
.sandbox-modal button[data-critical] { background: #c70a24; border-color: #c70a24; color: #fff; }
.sandbox-modal header button { border: 0; background: none; font-size: 20px; line-height: 20px; padding: 4px 8px; }
`;

export function connectModal(channel: AdminChannel): ModalApi {
  class Modal extends HTMLElement {
    readonly content = document.createElement("div");
    #overlay: HTMLElement | null = null;

    get variant(): string {
      return this.getAttribute("variant") ?? "base";
    }
    set variant(value: string) {
      this.setAttribute("variant", value);
      this.#overlay?.setAttribute("data-variant", value);
    }
    get src(): string | null {
      return this.getAttribute("src");
    }
    set src(value: string | null) {
      if (value !== null) this.setAttribute("src", value);
    }
    get contentWindow(): Window | null {
      return this.#overlay?.querySelector("iframe")?.contentWindow ?? null;
    }
    disconnectedCallback(): void {
      void this.hide();
    }
    async show(): Promise<void> {
      if (this.#overlay !== null) return;
      this.#overlay = drawModal(this, () => void this.hide());
      document.body.append(this.#overlay);
      channel.tell({ kind: "scrim", isShown: true });
      // Never before the caller goes on: React adds its listener right after the effect that shows the modal.
      await null;
      this.dispatchEvent(new Event("show"));
    }
    async hide(): Promise<void> {
      if (this.#overlay === null) return;
      this.#overlay.remove();
      this.#overlay = null;
      channel.tell({ kind: "scrim", isShown: false });
      await null;
      this.dispatchEvent(new Event("hide"));
    }
    toggle(): Promise<void> {
      return this.#overlay === null ? this.show() : this.hide();
    }
  }
  customElements.define("ui-modal", Modal);
  const style = document.createElement("style");
  style.textContent = STYLE;
  document.head.append(style);

  const modal = (id: string): Modal => {
    const found = document.getElementById(id);
    if (found instanceof Modal) return found;
    throw new Error(`No ui-modal has the id ${id}.`);
  };
  return {
    show: async (id) => modal(id).show(),
    hide: async (id) => modal(id).hide(),
    toggle: async (id) => modal(id).toggle(),
  };
}

interface ModalSource extends HTMLElement {
  readonly content: HTMLElement;
  readonly variant: string;
  readonly src: string | null;
}

function drawModal(modal: ModalSource, close: () => void): HTMLElement {
  const bar = modal.querySelector("ui-title-bar");
  const overlay = element("div", {
    class: "sandbox-modal",
    "data-variant": modal.variant,
    role: "dialog",
    "aria-modal": "true",
  });
  const panel = overlay.appendChild(element("div", {}));
  const header = panel.appendChild(element("header", {}, bar?.getAttribute("title") ?? ""));
  header.append(button("×", close, { "aria-label": "Close" }));
  const main = panel.appendChild(element("main", {}));
  if (modal.src !== null) main.append(element("iframe", { src: modal.src }));
  else main.append(filledContent(modal));
  const buttons = [...(bar?.querySelectorAll<HTMLElement>("button, a") ?? [])];
  if (buttons.length > 0) {
    const footer = panel.appendChild(element("footer", {}));
    // Real modals put the primary action last, at the right.
    for (const source of buttons.sort((a, b) => Number(isPrimary(a)) - Number(isPrimary(b)))) {
      const marks =
        source.getAttribute("tone") === "critical"
          ? { "data-critical": "" }
          : isPrimary(source)
            ? { "data-primary": "" }
            : {};
      footer.append(button(source.textContent ?? "", () => source.click(), marks));
    }
  }
  return overlay;
}

/** React puts its children into `content` through a portal; plain HTML children are moved there. */
function filledContent(modal: ModalSource): HTMLElement {
  if (modal.content.childNodes.length === 0) {
    for (const child of [...modal.children])
      if (!child.matches("ui-title-bar, ui-save-bar")) modal.content.append(child);
  }
  return modal.content;
}

function isPrimary(source: HTMLElement): boolean {
  return source.getAttribute("variant") === "primary";
}

function element(name: string, attributes: Readonly<Record<string, string>>, text = ""): HTMLElement {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.textContent = text;
  return made;
}

function button(label: string, press: () => void, attributes: Readonly<Record<string, string>>): HTMLElement {
  const made = element("button", { type: "button", ...attributes }, label);
  made.addEventListener("click", press);
  return made;
}
