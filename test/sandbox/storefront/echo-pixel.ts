// A pixel that only tells what it sees: every event and every answer of the browser's API goes to a recorder.

import { register } from "@shopify/web-pixels-extension";

register(({ analytics, browser, customerPrivacy, init, settings }) => {
  const tell = (kind: string, body: unknown) =>
    void fetch(`${settings.recorder}/${kind}`, { method: "POST", body: JSON.stringify(body) });

  tell("start", {
    init,
    settings,
    scope: {
      window: typeof window,
      document: typeof document,
      localStorage: typeof localStorage,
      worker: String(self),
      location: self.location.pathname,
    },
  });
  analytics.subscribe("all_events", (event) => tell("event", event));
  customerPrivacy.subscribe("visitorConsentCollected", (event) => tell("consent", event));
  // Long after the page published it: only a replay can tell.
  setTimeout(() => analytics.subscribe("page_viewed", (event) => tell("late", event)), 50);

  analytics.subscribe("product_viewed", async () => {
    await browser.cookie.set("_echo", "fb.1.2.3");
    await browser.cookie.set("_echo_plain=yes; path=/");
    await browser.localStorage.setItem("echo", "kept");
    await browser.sessionStorage.setItem("echo", "brief");
    tell("browser", {
      cookie: await browser.cookie.get("_echo"),
      missing: await browser.cookie.get("_nobody"),
      all: await browser.cookie.get(),
      local: await browser.localStorage.getItem("echo"),
      length: await browser.localStorage.length(),
      session: await browser.sessionStorage.getItem("echo"),
      gone: await browser.sessionStorage.getItem("nothing"),
    });
  });
  analytics.subscribe("leaving", () => void browser.sendBeacon(`${settings.recorder}/beacon`, "left"));
});
