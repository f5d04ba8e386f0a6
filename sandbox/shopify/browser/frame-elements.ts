// <ui-nav-menu>, <s-app-nav> and <ui-title-bar>: children of the app that the admin shows in its own frame.
import type { AdminChannel } from "./admin-channel.ts";
import type { BarAction, NavItem } from "./messages.ts";

/** Hides the elements of this family: what they hold is shown elsewhere. */
export function hideFrameElements(): void {
  const style = document.createElement("style");
  style.textContent =
    "ui-nav-menu, s-app-nav, ui-title-bar, ui-save-bar, ui-modal { display: none !important; }";
  document.head.append(style);
}

export function defineFrameElements(channel: AdminChannel, presses: Presses): void {
  class NavMenu extends ObservedElement {
    report(): void {
      channel.tell({ kind: "nav", items: [...this.querySelectorAll("a")].map(navItem) });
    }
    override gone(): void {
      channel.tell({ kind: "nav", items: [] });
    }
  }
  class AppNav extends NavMenu {}
  class TitleBar extends ObservedElement {
    report(): void {
      if (this.closest("ui-modal") !== null) return;
      channel.tell({
        kind: "titleBar",
        title: this.getAttribute("title") ?? "",
        actions: presses.actionsOf(this),
      });
    }
    override gone(): void {
      channel.tell({ kind: "titleBar", title: "", actions: [] });
    }
  }
  customElements.define("ui-nav-menu", NavMenu);
  customElements.define("s-app-nav", AppNav);
  customElements.define("ui-title-bar", TitleBar);
}

/** An element that reports itself when it or its children change. */
export abstract class ObservedElement extends HTMLElement {
  #observer: MutationObserver | null = null;

  abstract report(): void;
  /** Called when the element has left the page. */
  gone(): void {}

  connectedCallback(): void {
    this.#observer = new MutationObserver(() => this.report());
    this.#observer.observe(this, { childList: true, subtree: true, attributes: true, characterData: true });
    // The parser connects an element before it has read its children.
    queueMicrotask(() => this.isConnected && this.report());
  }

  disconnectedCallback(): void {
    this.#observer?.disconnect();
    this.gone();
  }
}

/** Remembers the app's buttons under the keys that the admin presses. */
export interface Presses {
  actionsOf(parent: Element): BarAction[];
}

export function connectPresses(channel: AdminChannel): Presses {
  const elements = new Map<string, WeakRef<HTMLElement>>();
  const keys = new WeakMap<HTMLElement, string>();
  channel.on("press", ({ key }) => elements.get(key)?.deref()?.click());
  return {
    actionsOf(parent) {
      return [...parent.querySelectorAll<HTMLElement>("button, a")].map((element) => {
        const key = keys.get(element) ?? `action-${elements.size + 1}`;
        keys.set(element, key);
        elements.set(key, new WeakRef(element));
        return {
          key,
          label: element.textContent?.trim() ?? "",
          isPrimary: element.getAttribute("variant") === "primary",
          isCritical: element.getAttribute("tone") === "critical",
          isDisabled: element.hasAttribute("disabled") || element.hasAttribute("loading"),
        };
      });
    },
  };
}

function navItem(anchor: HTMLAnchorElement): NavItem {
  return {
    label: anchor.textContent?.trim() ?? "",
    href: anchor.getAttribute("href") ?? "",
    isHome: anchor.getAttribute("rel") === "home",
  };
}
