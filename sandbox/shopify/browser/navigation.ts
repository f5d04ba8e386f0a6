// Keeps the admin's address in step with the app's, and takes the app where the admin's navigation points.
import type { AdminChannel } from "./admin-channel.ts";
import { EMBED_PARAMETERS } from "./messages.ts";

export interface Navigation {
  /** Takes the app to one of its own addresses without loading it anew, if it has a router. */
  go(href: string): void;
  /** Leaves the app, for another page of the admin or for another site. */
  leave(url: string, inNewTab?: boolean): void;
}

export interface NavigationParts {
  readonly channel: AdminChannel;
  readonly adminOrigin: string;
  readonly store: string;
  /** Asks whether unsaved changes may be lost; settles when they may. */
  readonly mayLeave: () => Promise<void>;
}

export function connectNavigation(parts: NavigationParts): Navigation {
  const routers = countListeners("shopify:navigate");
  const report = () => parts.channel.tell({ kind: "path", path: pathOfApp(window.location) });
  afterHistoryChange(report);
  report();

  const leave = (url: string, inNewTab = false) => {
    parts.channel.tell({ kind: "leave", url: adminUrl(url, parts), inNewTab });
  };
  const navigation: Navigation = {
    leave,
    go(href) {
      const anchor = [
        ...document.querySelectorAll<HTMLAnchorElement>("ui-nav-menu a, s-app-nav a, ui-title-bar a"),
      ].find((candidate) => candidate.getAttribute("href") === href);
      // A router's own link handles the click itself; a plain one is announced to the router.
      const click = new MouseEvent("click", { bubbles: true, cancelable: true });
      let isHandled = false;
      if (anchor !== undefined) {
        const notice = (event: Event) => {
          isHandled = event.defaultPrevented;
          event.preventDefault();
        };
        window.addEventListener("click", notice, { once: true });
        anchor.dispatchEvent(click);
        window.removeEventListener("click", notice);
      }
      if (isHandled) return;
      if (routers.count > 0) announce(href, anchor);
      else window.location.assign(withEmbedParameters(href));
    },
  };

  parts.channel.on("navigate", ({ href }) => {
    void parts.mayLeave().then(() => navigation.go(href));
  });
  document.addEventListener("click", (event) => leaveByLink(event, parts, leave), true);
  const realOpen = window.open.bind(window);
  window.open = (url, target, features) => {
    const address = String(url ?? "");
    const leavesFrame = target === "_top" || target === "_parent";
    if (!leavesFrame && !isAdminAddress(address, parts)) return realOpen(url, target, features);
    leave(address, !leavesFrame && target !== "_self");
    return null;
  };
  return navigation;
}

/** The app's path and query without what the admin added. */
export function pathOfApp(location: { readonly href: string }): string {
  const url = new URL(location.href);
  for (const name of EMBED_PARAMETERS) url.searchParams.delete(name);
  return url.pathname + url.search;
}

function leaveByLink(event: MouseEvent, parts: NavigationParts, leave: Navigation["leave"]): void {
  const anchor = event.target instanceof Element ? event.target.closest("a") : null;
  const href = anchor?.getAttribute("href") ?? "";
  if (anchor === null || !isAdminAddress(href, parts)) return;
  event.preventDefault();
  leave(href, anchor.target === "_blank" || event.ctrlKey || event.metaKey);
}

function isAdminAddress(href: string, parts: NavigationParts): boolean {
  return (
    /^shopify:\/*admin\//i.test(href) ||
    href.startsWith("https://admin.shopify.com/") ||
    href.startsWith(`${parts.adminOrigin}/store/`)
  );
}

/** `shopify://admin/orders` and Shopify's own admin addresses, as pages of the sandbox's admin. */
function adminUrl(url: string, parts: NavigationParts): string {
  const short = /^shopify:\/*admin(\/.*)$/i.exec(url)?.[1];
  if (short !== undefined) return `${parts.adminOrigin}/store/${parts.store}${short}`;
  return new URL(url.replace("https://admin.shopify.com", parts.adminOrigin), window.location.href).href;
}

/** `AppProvider` hears `shopify:navigate` on the window and reads the address off the event's target. */
function announce(href: string, anchor: HTMLAnchorElement | undefined): void {
  const target = anchor ?? document.createElement("a");
  if (anchor === undefined) {
    target.setAttribute("href", href);
    target.hidden = true;
    document.body.append(target);
  }
  target.dispatchEvent(new CustomEvent("shopify:navigate", { bubbles: true }));
  if (anchor === undefined) target.remove();
}

function withEmbedParameters(href: string): string {
  const url = new URL(href, window.location.href);
  const here = new URLSearchParams(window.location.search);
  for (const name of ["shop", "host", "embedded", "locale"]) {
    const value = here.get(name);
    if (value !== null && !url.searchParams.has(name)) url.searchParams.set(name, value);
  }
  return url.href;
}

function afterHistoryChange(changed: () => void): void {
  for (const name of ["pushState", "replaceState"] as const) {
    const real = history[name].bind(history);
    history[name] = (data: unknown, unused: string, url?: string | URL | null) => {
      real(data, unused, url);
      changed();
    };
  }
  window.addEventListener("popstate", changed);
}

/** How many listeners the page has for an event of the window: whether a router is there to hear it. */
function countListeners(type: string): { readonly count: number } {
  const counted = { count: 0 };
  const countCalls = (name: "addEventListener" | "removeEventListener", step: number) => {
    const real = window[name];
    window[name] = new Proxy(real, {
      apply(target, self, args) {
        if (args[0] === type) counted.count += step;
        return Reflect.apply(target, self ?? window, args);
      },
    });
  };
  countCalls("addEventListener", 1);
  countCalls("removeEventListener", -1);
  return counted;
}
