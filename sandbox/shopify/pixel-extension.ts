// The deployed web pixel extension: what its toml allows an app to store as settings.
import { readFileSync } from "node:fs";
import { parse } from "smol-toml";
import { z } from "zod";

const PixelToml = z.object({
  type: z.literal("web_pixel_extension"),
  runtime_context: z.string(),
  settings: z
    .object({ type: z.literal("object"), fields: z.record(z.string(), z.unknown()).optional() })
    .optional(),
});

const FieldDefinition = z.object({
  name: z.string(),
  description: z.string().optional(),
  type: z.literal("single_line_text_field"),
  required: z.boolean().optional(),
  validations: z.array(z.object({ name: z.string(), value: z.union([z.string(), z.number()]) })).optional(),
});

/** Codes of `ErrorsWebPixelUserErrorCode` that settings or the extension can cause. */
export type SettingsRefusal = {
  readonly code:
    | "BLANK"
    | "INVALID_CONFIGURATION_JSON"
    | "INVALID_RUNTIME_CONTEXT"
    | "INVALID_SETTINGS"
    | "INVALID_SETTINGS_DEFINITION"
    | "NO_EXTENSION";
  readonly message: string;
};

export type SettingsVerdict =
  | { readonly accepted: true; readonly settings: Readonly<Record<string, string>> }
  | { readonly accepted: false; readonly refusal: SettingsRefusal };

/**
 * Checks settings as they arrive in `WebPixelInput` against the toml at `tomlPath`; `null` means that the extension was
 * never deployed. Only a JSON string is taken, which is what Shopify documents for variables.
 */
export function checkPixelSettings(tomlPath: string | null, input: unknown): SettingsVerdict {
  if (tomlPath === null) return refuse("NO_EXTENSION", "No extension found.");
  const toml = PixelToml.safeParse(parse(readFileSync(tomlPath, "utf8")));
  if (!toml.success)
    return refuse("INVALID_SETTINGS_DEFINITION", "Settings definition is in an invalid state.");
  if (toml.data.runtime_context !== "strict")
    return refuse("INVALID_RUNTIME_CONTEXT", "Runtime context is invalid.");
  const fields = z.record(z.string(), FieldDefinition).safeParse(toml.data.settings?.fields ?? {});
  if (!fields.success)
    return refuse("INVALID_SETTINGS_DEFINITION", "Settings definition is in an invalid state.");

  if (input === null || input === undefined || input === "")
    return refuse("BLANK", "Settings can't be blank");
  const settings = parseSettings(input);
  if (settings === null) return refuse("INVALID_CONFIGURATION_JSON", "Settings is not valid JSON.");
  return checkFields(fields.data, settings);
}

function checkFields(
  fields: Record<string, z.infer<typeof FieldDefinition>>,
  settings: Record<string, unknown>,
): SettingsVerdict {
  const accepted: Record<string, string> = {};
  for (const key of Object.keys(settings)) {
    if (fields[key] === undefined) return refuse("INVALID_SETTINGS", `Settings: unknown key ${key}`);
  }
  for (const [key, field] of Object.entries(fields)) {
    const value = settings[key];
    if (value === undefined) return refuse("INVALID_SETTINGS", `Settings: key ${key} is missing`);
    if (typeof value !== "string") return refuse("INVALID_SETTINGS", `Settings: ${key} must be a string`);
    for (const rule of field.validations ?? []) {
      if (!meets(rule, value))
        return refuse("INVALID_SETTINGS", `Settings: ${key} fails its validation ${rule.name}`);
    }
    accepted[key] = value;
  }
  return { accepted: true, settings: accepted };
}

function meets(rule: { readonly name: string; readonly value: string | number }, value: string): boolean {
  if (rule.name === "min") return [...value].length >= Number(rule.value);
  if (rule.name === "max") return [...value].length <= Number(rule.value);
  if (rule.name === "regex") return new RegExp(String(rule.value)).test(value);
  return false;
}

function parseSettings(input: unknown): Record<string, unknown> | null {
  if (typeof input !== "string") return null;
  try {
    const parsed = z.record(z.string(), z.unknown()).safeParse(JSON.parse(input));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

function refuse(code: SettingsRefusal["code"], message: string): SettingsVerdict {
  return { accepted: false, refusal: { code, message } };
}
