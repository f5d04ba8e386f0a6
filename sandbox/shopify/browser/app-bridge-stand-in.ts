// Stands in for https://cdn.shopify.com/shopifycloud/app-bridge.js inside the framed app. It speaks to the sandbox's
// admin page, and offers what @shopify/app-bridge-react 4 and shopify-app-remix's AppProvider use.
import { openAdminChannel } from "./admin-channel.ts";
import { authenticatedFetch } from "./authenticated-fetch.ts";
import { connectPresses, defineFrameElements, hideFrameElements } from "./frame-elements.ts";
import { connectModal } from "./modal.ts";
import { connectNavigation } from "./navigation.ts";
import { connectSaveBar } from "./save-bar.ts";
import { connectToast } from "./toast.ts";

const CONFIG_KEY = "sandbox-app-bridge-config";

interface Config {
  readonly apiKey: string;
  readonly host: string;
  readonly shop: string;
  readonly locale: string;
}

start(document.currentScript);

function start(script: Element | null): void {
  if (!(script instanceof HTMLScriptElement) || Reflect.has(window, "shopify")) return;
  const adminOrigin = new URL(script.src).origin;
  const config = readConfig(script.dataset.apiKey ?? metaKey());
  if (window.top === window) {
    if (config.host !== "") window.location.replace(adminAddress(config, adminOrigin));
    return;
  }
  connect(config, adminOrigin);
}

function connect(config: Config, adminOrigin: string): void {
  const channel = openAdminChannel(adminOrigin);
  const idToken = async () => String(await channel.ask({ kind: "idToken" }));
  const reload = new URLSearchParams(window.location.search).get("shopify-reload");
  if (reload !== null) {
    void bounce(reload, idToken);
    return;
  }
  hideFrameElements();
  const presses = connectPresses(channel);
  defineFrameElements(channel, presses);
  const saveBar = connectSaveBar(channel, presses);
  const store = config.shop.replace(/\.myshopify\.com$/, "");
  const navigation = connectNavigation({
    channel,
    adminOrigin,
    store,
    mayLeave: () => saveBar.leaveConfirmation(),
  });
  window.fetch = authenticatedFetch(window.fetch.bind(window), { idToken, leave: navigation.leave });

  Object.defineProperty(window, "shopify", {
    value: {
      config,
      origin: adminOrigin,
      ready: Promise.resolve(),
      idToken,
      toast: connectToast(channel),
      saveBar,
      modal: connectModal(channel),
      environment: { embedded: true, mobile: false, pos: false, intent: false },
      loading: (isLoading: boolean) => channel.tell({ kind: "loading", isLoading }),
      user: async () => ({ accountAccess: "full" }),
      scopes: {
        query: () => channel.ask({ kind: "scopes", verb: "query", scopes: [] }),
        request: (scopes: string[]) => channel.ask({ kind: "scopes", verb: "request", scopes }),
        revoke: (scopes: string[]) => channel.ask({ kind: "scopes", verb: "revoke", scopes }),
      },
      app: { extensions: async () => [] },
      webVitals: { onReport: async () => undefined },
      support: { registerHandler: async () => undefined },
      reviews: {
        request: async () => ({ success: false, code: "not-available", message: "Not part of the sandbox." }),
      },
      setSignals: () => undefined,
    },
  });
}

/** The bounce page holds nothing but this script: it fetches a token and loads what was asked for. */
async function bounce(reload: string, idToken: () => Promise<string>): Promise<void> {
  const address = new URL(reload, window.location.href);
  if (address.origin !== window.location.origin) return;
  address.searchParams.set("id_token", await idToken());
  window.location.replace(address.href);
}

/** From the address, or from an earlier page of this tab: pages inside the app carry no parameters. */
function readConfig(apiKey: string): Config {
  const query = new URLSearchParams(window.location.search);
  const kept = JSON.parse(sessionStorage.getItem(CONFIG_KEY) ?? "{}");
  const config = {
    apiKey,
    host: query.get("host") ?? String(kept.host ?? ""),
    shop: query.get("shop") ?? String(kept.shop ?? ""),
    locale: query.get("locale") ?? String(kept.locale ?? "en"),
  };
  sessionStorage.setItem(CONFIG_KEY, JSON.stringify(config));
  return config;
}

function metaKey(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="shopify-api-key"]')?.content ?? "";
}

/** Outside the admin's frame App Bridge goes to the admin. */
function adminAddress(config: Config, adminOrigin: string): string {
  const store = atob(config.host).replace(/^admin\.shopify\.com/, "");
  return `${adminOrigin}${store}/apps/${config.apiKey}${window.location.pathname}`;
}
