// What the framed app's stand-in for App Bridge and the admin page tell each other by postMessage.

/** One entry of the app's navigation. */
export interface NavItem {
  readonly label: string;
  /** As the app wrote it: a path of the app. */
  readonly href: string;
  /** The app's first page; has no entry of its own. */
  readonly isHome: boolean;
}

/** A button that the app shows in the admin's frame; pressing it presses the app's own element. */
export interface BarAction {
  readonly key: string;
  readonly label: string;
  readonly isPrimary: boolean;
  readonly isCritical: boolean;
  readonly isDisabled: boolean;
}

export type ScopesVerb = "query" | "request" | "revoke";

export type ToAdmin =
  | { readonly kind: "idToken"; readonly id: number }
  | {
      readonly kind: "scopes";
      readonly id: number;
      readonly verb: ScopesVerb;
      readonly scopes: readonly string[];
    }
  | { readonly kind: "leaveConfirmation"; readonly id: number }
  | { readonly kind: "path"; readonly path: string }
  | { readonly kind: "nav"; readonly items: readonly NavItem[] }
  | { readonly kind: "titleBar"; readonly title: string; readonly actions: readonly BarAction[] }
  | { readonly kind: "saveBar"; readonly visible: boolean; readonly actions: readonly BarAction[] }
  | {
      readonly kind: "toast";
      readonly toast: string;
      readonly message: string;
      readonly isError: boolean;
      readonly durationMs: number;
      readonly action: string | null;
    }
  | { readonly kind: "toastHide"; readonly toast: string }
  | { readonly kind: "loading"; readonly isLoading: boolean }
  | { readonly kind: "scrim"; readonly isShown: boolean }
  | { readonly kind: "leave"; readonly url: string; readonly inNewTab: boolean };

export type ToApp =
  | { readonly kind: "reply"; readonly id: number; readonly value: unknown }
  | { readonly kind: "navigate"; readonly href: string }
  | { readonly kind: "press"; readonly key: string }
  | { readonly kind: "toastPressed"; readonly toast: string; readonly what: "action" | "dismiss" };

/** What the admin adds to the app's address; never shown in the admin's own. */
export const EMBED_PARAMETERS = [
  "embedded",
  "shop",
  "host",
  "hmac",
  "id_token",
  "locale",
  "session",
  "timestamp",
  "protocol",
  "appLoadId",
];

/** Marks our messages among those of extensions and of the app itself. */
export const CHANNEL = "sandbox-app-bridge";

/** Facts that the server writes into the admin page. */
export interface AdminFacts {
  readonly store: string;
  readonly appOrigin: string;
  /** Path of the app in the admin, `/store/{store}/apps/{handle}`. */
  readonly adminPath: string;
  /** Path of the app's own root; `""` for `/`. */
  readonly rootPath: string;
}
