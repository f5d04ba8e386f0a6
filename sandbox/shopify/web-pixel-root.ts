// webPixel, webPixelCreate, webPixelUpdate and webPixelDelete for one shop.
import { GraphQLError } from "graphql";
import type { InstalledPixel } from "./checkout-contract.ts";
import { checkPixelSettings } from "./pixel-extension.ts";
import type { ShopState } from "./shop-state.ts";

interface PixelArguments {
  readonly id?: string;
  readonly webPixel?: { readonly settings?: unknown };
}

interface UserError {
  readonly code: string;
  readonly field: readonly string[] | null;
  readonly message: string;
}

export interface WebPixelParts {
  /** Path of the extension's toml; `null` when it was never deployed. */
  readonly extensionToml: string | null;
  /** A new numeric id. */
  readonly nextId: () => number;
}

/** Root fields of the Admin API around the one pixel that an app may have on a shop. */
export function webPixelRoot(state: ShopState, parts: WebPixelParts) {
  const store = (id: string, settings: unknown) => {
    const verdict = checkPixelSettings(parts.extensionToml, settings);
    if (!verdict.accepted) {
      const { code, message } = verdict.refusal;
      return {
        webPixel: null,
        userErrors: [{ code, field: code === "NO_EXTENSION" ? null : ["settings"], message }],
      };
    }
    state.pixel = { id, settings: verdict.settings };
    return { webPixel: shown(state.pixel), userErrors: [] };
  };

  /** Whether Shopify fails at this change by itself, as it was asked to. */
  const fails = () => {
    if (state.failingPixelChanges === 0) return false;
    state.failingPixelChanges -= 1;
    return true;
  };

  return {
    webPixel: ({ id }: PixelArguments) => {
      if (state.pixel === null || (id !== undefined && id !== state.pixel.id)) {
        throw new GraphQLError("No web pixel was found for this app.", {
          extensions: { code: "RESOURCE_NOT_FOUND" },
        });
      }
      return shown(state.pixel);
    },
    webPixelCreate: ({ webPixel }: PixelArguments) => {
      if (fails()) return refused(unexpected());
      if (state.pixel !== null)
        return refused({ code: "TAKEN", field: null, message: "Web pixel is already taken." });
      return store(`gid://shopify/WebPixel/${parts.nextId()}`, webPixel?.settings);
    },
    webPixelUpdate: ({ id, webPixel }: PixelArguments) => {
      if (fails()) return refused(unexpected());
      if (state.pixel === null || id !== state.pixel.id) return refused(notFound());
      return store(state.pixel.id, webPixel?.settings);
    },
    webPixelDelete: ({ id }: PixelArguments) => {
      if (fails()) return { deletedWebPixelId: null, userErrors: [unexpected()] };
      if (state.pixel === null || id !== state.pixel.id)
        return { deletedWebPixelId: null, userErrors: [notFound()] };
      state.pixel = null;
      return { deletedWebPixelId: id, userErrors: [] };
    },
  };
}

/** The API shows settings as a JSON string. */
function shown(pixel: InstalledPixel) {
  return { id: pixel.id, settings: JSON.stringify(pixel.settings) };
}

function refused(error: UserError) {
  return { webPixel: null, userErrors: [error] };
}

function notFound(): UserError {
  return { code: "NOT_FOUND", field: ["id"], message: "Web pixel could not be found." };
}

function unexpected(): UserError {
  return {
    code: "UNEXPECTED_ERROR",
    field: null,
    message: "An unexpected error occurred. Please try again.",
  };
}
