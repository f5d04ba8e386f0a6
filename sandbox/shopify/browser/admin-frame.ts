// The admin page's own script: hears the framed app and shows what it asks for around the frame.
import { confirmWith, drawNavigation, drawSaveBar, drawTitleBar, showToast } from "./admin-drawing.ts";
import { type AdminFacts, CHANNEL, type ToAdmin, type ToApp } from "./messages.ts";

const facts: AdminFacts = JSON.parse(document.getElementById("admin-facts")?.textContent ?? "{}");
const frame = document.querySelector("iframe");
const body = document.body;

if (frame !== null) connect(frame);
document.getElementById("menu-button")?.addEventListener("click", () => body.classList.toggle("nav-open"));
document.getElementById("nav-scrim")?.addEventListener("click", () => body.classList.remove("nav-open"));
document
  .getElementById("app-menu-button")
  ?.addEventListener("click", () => body.classList.toggle("app-menu-open"));

function connect(appFrame: HTMLIFrameElement): void {
  const tell = (message: ToApp) =>
    appFrame.contentWindow?.postMessage({ channel: CHANNEL, message }, facts.appOrigin);
  const press = (key: string) => tell({ kind: "press", key });
  const navigate = (href: string) => {
    body.classList.remove("nav-open", "app-menu-open");
    tell({ kind: "navigate", href });
  };
  let path = "";

  window.addEventListener("message", (event) => {
    if (
      event.origin !== facts.appOrigin ||
      event.source !== appFrame.contentWindow ||
      event.data?.channel !== CHANNEL
    )
      return;
    hear(event.data.message);
  });
  appFrame.addEventListener("load", () => body.classList.remove("app-loading"));
  // Only now: a quick app would otherwise speak before anybody listens.
  appFrame.src = appFrame.dataset.src ?? "";

  function hear(message: ToAdmin): void {
    switch (message.kind) {
      case "idToken":
        void sessionToken().then((value) => tell({ kind: "reply", id: message.id, value }));
        return;
      case "scopes":
        void changeScopes(message.verb, message.scopes).then((value) =>
          tell({ kind: "reply", id: message.id, value }),
        );
        return;
      case "leaveConfirmation":
        void confirmWith({
          title: "Leave page with unsaved changes?",
          text: "Leaving this page will delete all unsaved changes.",
          yes: "Leave page",
          no: "Stay",
        }).then((mayLeave) => mayLeave && tell({ kind: "reply", id: message.id, value: null }));
        return;
      case "path":
        path = message.path;
        history.replaceState(null, "", facts.adminPath + pathInAdmin(path));
        drawNavigation({ path, navigate });
        return;
      case "nav":
        drawNavigation({ items: message.items, path, navigate });
        return;
      case "titleBar":
        drawTitleBar(message, press);
        return;
      case "saveBar":
        drawSaveBar(message, press);
        return;
      case "toast":
        showToast(message, (what) => tell({ kind: "toastPressed", toast: message.toast, what }));
        return;
      case "toastHide":
        document.querySelector(`[data-toast="${message.toast}"]`)?.remove();
        return;
      case "loading":
        body.classList.toggle("app-loading", message.isLoading);
        return;
      case "scrim":
        body.classList.toggle("app-modal-open", message.isShown);
        return;
      case "leave":
        leave(message.url, message.inNewTab);
        return;
    }
  }
}

/** The app's root has no path of its own in the admin. */
function pathInAdmin(path: string): string {
  const below = path.startsWith(facts.rootPath) ? path.slice(facts.rootPath.length) : path;
  return below === "/" ? "" : below;
}

function leave(url: string, inNewTab: boolean): void {
  const address = new URL(url, window.location.href);
  if (address.protocol !== "http:" && address.protocol !== "https:") return;
  if (inNewTab) window.open(address, "_blank", "noopener");
  else window.location.assign(address);
}

async function sessionToken(): Promise<string> {
  const { token } = await post(`/store/${facts.store}/session-token`, {});
  return String(token);
}

async function changeScopes(
  verb: "query" | "request" | "revoke",
  scopes: readonly string[],
): Promise<unknown> {
  if (verb === "request") {
    const isGranted = await confirmWith({
      title: "This app asks for more access",
      text: `It would be able to: ${scopes.map((scope) => scope.replaceAll("_", " ")).join(", ")}.`,
      yes: "Update",
      no: "Cancel",
    });
    const detail = await post(`/store/${facts.store}/scopes`, {
      verb: isGranted ? "request" : "query",
      scopes,
    });
    return { result: isGranted ? "granted-all" : "declined-all", detail };
  }
  const detail = await post(`/store/${facts.store}/scopes`, { verb, scopes });
  return verb === "query" ? detail : { detail };
}

async function post(path: string, message: object): Promise<Record<string, unknown>> {
  const answer = await fetch(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(message),
  });
  return answer.json();
}
