// Every name of every country in the languages that shops' checkouts are shown in, from the ISO data of i18n-iso-countries.
import codes from "i18n-iso-countries/codes.json" with { type: "json" };
import ar from "i18n-iso-countries/langs/ar.json" with { type: "json" };
import bg from "i18n-iso-countries/langs/bg.json" with { type: "json" };
import ca from "i18n-iso-countries/langs/ca.json" with { type: "json" };
import cs from "i18n-iso-countries/langs/cs.json" with { type: "json" };
import da from "i18n-iso-countries/langs/da.json" with { type: "json" };
import de from "i18n-iso-countries/langs/de.json" with { type: "json" };
import el from "i18n-iso-countries/langs/el.json" with { type: "json" };
import en from "i18n-iso-countries/langs/en.json" with { type: "json" };
import es from "i18n-iso-countries/langs/es.json" with { type: "json" };
import et from "i18n-iso-countries/langs/et.json" with { type: "json" };
import fa from "i18n-iso-countries/langs/fa.json" with { type: "json" };
import fi from "i18n-iso-countries/langs/fi.json" with { type: "json" };
import fr from "i18n-iso-countries/langs/fr.json" with { type: "json" };
import he from "i18n-iso-countries/langs/he.json" with { type: "json" };
import hi from "i18n-iso-countries/langs/hi.json" with { type: "json" };
import hr from "i18n-iso-countries/langs/hr.json" with { type: "json" };
import hu from "i18n-iso-countries/langs/hu.json" with { type: "json" };
import id from "i18n-iso-countries/langs/id.json" with { type: "json" };
import isl from "i18n-iso-countries/langs/is.json" with { type: "json" };
import ita from "i18n-iso-countries/langs/it.json" with { type: "json" };
import ja from "i18n-iso-countries/langs/ja.json" with { type: "json" };
import ko from "i18n-iso-countries/langs/ko.json" with { type: "json" };
import lt from "i18n-iso-countries/langs/lt.json" with { type: "json" };
import lv from "i18n-iso-countries/langs/lv.json" with { type: "json" };
import ms from "i18n-iso-countries/langs/ms.json" with { type: "json" };
import nb from "i18n-iso-countries/langs/nb.json" with { type: "json" };
import nl from "i18n-iso-countries/langs/nl.json" with { type: "json" };
import nn from "i18n-iso-countries/langs/nn.json" with { type: "json" };
import nor from "i18n-iso-countries/langs/no.json" with { type: "json" };
import pl from "i18n-iso-countries/langs/pl.json" with { type: "json" };
import pt from "i18n-iso-countries/langs/pt.json" with { type: "json" };
import ro from "i18n-iso-countries/langs/ro.json" with { type: "json" };
import ru from "i18n-iso-countries/langs/ru.json" with { type: "json" };
import sk from "i18n-iso-countries/langs/sk.json" with { type: "json" };
import sl from "i18n-iso-countries/langs/sl.json" with { type: "json" };
import sr from "i18n-iso-countries/langs/sr.json" with { type: "json" };
import sv from "i18n-iso-countries/langs/sv.json" with { type: "json" };
import th from "i18n-iso-countries/langs/th.json" with { type: "json" };
import tr from "i18n-iso-countries/langs/tr.json" with { type: "json" };
import uk from "i18n-iso-countries/langs/uk.json" with { type: "json" };
import vi from "i18n-iso-countries/langs/vi.json" with { type: "json" };
import zh from "i18n-iso-countries/langs/zh.json" with { type: "json" };

type NamesByCode = Readonly<Record<string, string | readonly string[]>>;

// English first: where two languages give one name to two countries, the English reading stands.
const LANGUAGES: readonly { readonly countries: NamesByCode }[] = [
  en,
  ar,
  bg,
  ca,
  cs,
  da,
  de,
  el,
  es,
  et,
  fa,
  fi,
  fr,
  he,
  hi,
  hr,
  hu,
  id,
  isl,
  ita,
  ja,
  ko,
  lt,
  lv,
  ms,
  nb,
  nl,
  nn,
  nor,
  pl,
  pt,
  ro,
  ru,
  sk,
  sl,
  sr,
  sv,
  th,
  tr,
  uk,
  vi,
  zh,
];

// What people write and ISO does not list. The United Kingdom's parts are one ISO country; UK and EL are the European
// Union's codes for GB and GR.
const MORE_NAMES: Readonly<Record<string, readonly string[]>> = {
  ae: ["UAE", "Emirates"],
  cz: ["Czech"],
  gb: [
    "England",
    "Scotland",
    "Wales",
    "Northern Ireland",
    "UK",
    "U.K.",
    "Britain",
    "GB-ENG",
    "GB-SCT",
    "GB-WLS",
    "GB-NIR",
  ],
  gr: ["EL", "Hellas"],
  ie: ["Eire", "Republic of Ireland"],
  kr: ["Korea", "Korea South"],
  nl: ["Holland"],
  us: ["America"],
  va: ["Vatican City"],
  vn: ["Viet Nam"],
};

// One name, two countries, in English itself: nobody can tell, so nothing is said.
const TWO_COUNTRIES: ReadonlySet<string> = new Set(["congo"]);

/** The lowercase alpha-2 codes of ISO 3166-1, with `xk` (Kosovo), which ISO leaves to its users and shops use. */
export const ISO_CODES: ReadonlySet<string> = new Set([
  ...(codes as readonly (readonly string[])[]).map((row) => (row[0] ?? "").toLowerCase()),
  "xk",
]);

/** A name without accents, case, spaces and punctuation: how names are looked up. */
export function nameKey(name: string): string {
  return name
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "");
}

let index: ReadonlyMap<string, string> | undefined;

/** The lowercase alpha-2 code for a country's name or its alpha-3 code, or null. The index is built at the first question. */
export function codeOfCountryName(name: string): string | null {
  index ??= buildIndex();
  return index.get(nameKey(name)) ?? null;
}

function buildIndex(): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const said = (key: string, code: string) => {
    if (key !== "" && !names.has(key)) names.set(key, code);
  };
  for (const [code, more] of Object.entries(MORE_NAMES)) for (const name of more) said(nameKey(name), code);
  for (const row of codes as readonly (readonly string[])[])
    said((row[1] ?? "").toLowerCase(), (row[0] ?? "").toLowerCase());
  const english = LANGUAGES[0];
  for (const [name, code] of namesOf(english)) said(name, code);
  const disputed = new Set(TWO_COUNTRIES);
  const others = new Map<string, string>();
  for (const language of LANGUAGES.slice(1)) {
    for (const [name, code] of namesOf(language)) {
      const before = others.get(name);
      if (before !== undefined && before !== code) disputed.add(name);
      others.set(name, code);
    }
  }
  for (const [name, code] of others) if (!disputed.has(name)) said(name, code);
  for (const name of TWO_COUNTRIES) names.delete(name);
  return names;
}

function* namesOf(
  language: { readonly countries: NamesByCode } | undefined,
): Generator<readonly [string, string]> {
  for (const [code, given] of Object.entries(language?.countries ?? {})) {
    for (const name of typeof given === "string" ? [given] : given) {
      // Two letters are read as a code before a name is looked for.
      const key = nameKey(name);
      if (key.length > 2 || /[^a-z]/.test(key)) yield [key, code.toLowerCase()];
    }
  }
}
