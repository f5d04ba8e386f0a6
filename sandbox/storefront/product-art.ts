// Drawings of the products: the shop has no photographs and asks nobody else for one.

export type ArtKey = "mug" | "apron" | "beanie" | "candle" | "tote" | "blanket" | "coffee" | "board" | "card";

const LINE = "#26343f";
const SAND_ROPE = "#bfa16d";

const SHAPES: Readonly<Record<ArtKey, (color: string) => string>> = {
  mug: (color) => `
    <path d="M258 168h30a38 38 0 0 1 0 84h-34" fill="none" stroke="${color}" stroke-width="18"/>
    <path d="M112 128h150l-8 148a24 24 0 0 1-24 22h-86a24 24 0 0 1-24-22z" fill="${color}"/>
    <rect x="104" y="118" width="166" height="20" rx="10" fill="${LINE}"/>
    <path d="M132 206c16-14 30-14 46 0s30 14 46 0" fill="none" stroke="#fff" stroke-opacity=".75" stroke-width="7" stroke-linecap="round"/>`,
  apron: (color) => `
    <path d="M160 98c0 34-36 48-46 60v150h172V158c-10-12-46-26-46-60" fill="${color}"/>
    <path d="M160 98c6-44 74-44 80 0" fill="none" stroke="${LINE}" stroke-width="9"/>
    <rect x="142" y="206" width="52" height="56" rx="6" fill="#fff" fill-opacity=".28"/>
    <rect x="206" y="206" width="52" height="56" rx="6" fill="#fff" fill-opacity=".28"/>
    <path d="M114 186H86M286 186h28" stroke="${LINE}" stroke-width="9" stroke-linecap="round"/>`,
  beanie: (color) => `
    <circle cx="200" cy="108" r="22" fill="${LINE}" fill-opacity=".85"/>
    <path d="M104 254c0-86 40-140 96-140s96 54 96 140z" fill="${color}"/>
    <path d="M160 140v108M200 122v126M240 140v108" stroke="#fff" stroke-opacity=".3" stroke-width="7"/>
    <rect x="92" y="238" width="216" height="54" rx="18" fill="${color}"/>
    <rect x="92" y="238" width="216" height="54" rx="18" fill="#000" fill-opacity=".16"/>`,
  candle: (color) => `
    <path d="M200 88c22 24 22 44 0 52-22-8-22-28 0-52z" fill="#e8a24a"/>
    <path d="M200 138v26" stroke="${LINE}" stroke-width="6"/>
    <rect x="132" y="160" width="136" height="142" rx="14" fill="${color}"/>
    <rect x="132" y="160" width="136" height="26" rx="13" fill="#fff" fill-opacity=".5"/>
    <rect x="150" y="214" width="100" height="54" rx="4" fill="#fff"/>
    <path d="M164 232h72M164 248h46" stroke="${LINE}" stroke-width="5"/>`,
  tote: (color) => `
    <path d="M150 168c0-78 100-78 100 0" fill="none" stroke="${SAND_ROPE}" stroke-width="13"/>
    <path d="M104 158h192l-14 142H118z" fill="${color}" stroke="${LINE}" stroke-opacity=".25" stroke-width="3"/>
    <g fill="none" stroke="${LINE}" stroke-opacity=".8" stroke-width="8" stroke-linecap="round">
      <circle cx="200" cy="196" r="9"/><path d="M200 206v58M178 222h44M164 240c4 34 68 34 72 0"/></g>`,
  blanket: (color) => `
    <rect x="96" y="134" width="208" height="150" rx="16" fill="#efe9dc"/>
    <path d="M96 196h208v24H96z" fill="${color}"/>
    <path d="M96 246h208" stroke="${LINE}" stroke-opacity=".2" stroke-width="4"/>
    <rect x="96" y="134" width="208" height="38" rx="16" fill="#fff" fill-opacity=".6"/>
    <path d="M112 284v20M136 284v20M160 284v20M184 284v20M208 284v20M232 284v20M256 284v20M284 284v20" stroke="#d8cfbb" stroke-width="6" stroke-linecap="round"/>`,
  coffee: (color) => `
    <path d="M132 110h136l14 192H118z" fill="${LINE}"/>
    <path d="M132 110h136l3 34H129z" fill="#000" fill-opacity=".3"/>
    <rect x="144" y="174" width="112" height="92" rx="6" fill="${color}"/>
    <ellipse cx="200" cy="220" rx="22" ry="31" fill="#fff" fill-opacity=".9" transform="rotate(24 200 220)"/>
    <path d="M188 194c16 16 8 36 24 52" fill="none" stroke="${color}" stroke-width="6"/>`,
  board: (color) => `
    <rect x="182" y="82" width="36" height="72" rx="18" fill="${color}"/>
    <circle cx="200" cy="102" r="8" fill="#f6f2ea"/>
    <rect x="128" y="140" width="144" height="166" rx="22" fill="${color}"/>
    <path d="M152 162c18 40-10 70 6 122M186 156c14 48-12 84 2 136M224 160c-8 44 16 82 4 130" fill="none" stroke="${LINE}" stroke-opacity=".28" stroke-width="5" stroke-linecap="round"/>`,
  card: (color) => `
    <rect x="112" y="128" width="176" height="156" rx="10" fill="#fff" stroke="${LINE}" stroke-opacity=".2" stroke-width="3"/>
    <g fill="${color}"><circle cx="160" cy="178" r="20"/><circle cx="240" cy="178" r="20" fill-opacity=".7"/>
    <circle cx="160" cy="236" r="20" fill-opacity=".5"/><circle cx="240" cy="236" r="20" fill-opacity=".3"/></g>`,
};

/** One product in one colour as an SVG document, 400 by 400; `label` is what a screen reader says. */
export function productSvg(art: ArtKey, color: string, label: string): string {
  const name = label.replace(/[&<>"]/g, "");
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 400" role="img" aria-label="${name}">
    <rect width="400" height="400" fill="#f1ece2"/>
    <ellipse cx="200" cy="312" rx="118" ry="12" fill="#26343f" fill-opacity=".1"/>${SHAPES[art](color)}</svg>`;
}
