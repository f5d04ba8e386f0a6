// Reads the [customer_privacy] section of a web pixel's shopify.extension.toml.

import type { DeclaredPrivacy } from "./consent.ts";

/**
 * What the extension declares. Shopify demands all four keys where the section stands
 * (Shopify/cli, packages/app/src/cli/models/extensions/specifications/web_pixel_extension.ts).
 * @throws Error that names the missing section or key.
 */
export function readDeclaredPrivacy(toml: string): DeclaredPrivacy {
  const section = sectionOf(toml, "customer_privacy");
  if (section === null) throw new Error("The extension's toml has no [customer_privacy] section");
  const sale = /^"(enabled|disabled|ldu)"$/.exec(section.get("sale_of_data") ?? "")?.[1];
  if (sale !== "enabled" && sale !== "disabled" && sale !== "ldu") {
    throw new Error('sale_of_data in [customer_privacy] must be "enabled", "disabled" or "ldu"');
  }
  return {
    analytics: flag(section, "analytics"),
    marketing: flag(section, "marketing"),
    preferences: flag(section, "preferences"),
    saleOfData: sale,
  };
}

function flag(section: ReadonlyMap<string, string>, key: string): boolean {
  const value = section.get(key);
  if (value !== "true" && value !== "false") {
    throw new Error(`${key} in [customer_privacy] must be true or false`);
  }
  return value === "true";
}

function sectionOf(toml: string, name: string): ReadonlyMap<string, string> | null {
  let within = false;
  let found = false;
  const pairs = new Map<string, string>();
  for (const line of toml.split(/\r?\n/)) {
    const header = /^\s*\[+\s*([^\]]+?)\s*\]+/.exec(line)?.[1];
    if (header !== undefined) {
      within = header === name || header.endsWith(`.${name}`);
      found ||= within;
      continue;
    }
    const pair = /^\s*([\w-]+)\s*=\s*("[^"]*"|[^#\s]+)/.exec(line);
    if (within && pair?.[1] !== undefined && pair[2] !== undefined) pairs.set(pair[1], pair[2]);
  }
  return found ? pairs : null;
}
