// Names and cities in great number, put together from parts: thousands of each, some with accents, marks or other scripts.

const STARTS =
  "Al An Ar Be Bri Ca Ce Cha Da De Do El Em Er Fa Fi Ga Gi Ha He Ia Is Ja Jo Ka Ke La Le Li Lu Ma Me Mi Na Ni Ol Pa Pe Ra Re Ro Sa Se Si Ta Te Ti Va Vi Wi Xa Ya Yo Za Zo";
const MIDDLES = "la le li lo lu ma me mi na ne ni ra re ri ro sa se ta te ti va vi";
const ENDS = "n na ne nia ndra h l lia lle m r ra ron s sha th tta x y";
const SURNAME_ENDS =
  "berg by cci dale dez ez field ford gren ham ić inen ka ková lund mann mura ner os ov quist res son stein ton tti vić well witz wood";

const FAMILIAR_FIRST =
  "Mary James Maria John Anna David Fatima Mohamed Sofia Lucas Emma José Åse Zoë Renée Chloé Jean-Luc Anne-Marie Mary Jane Søren Łukasz Nguyễn İpek Анна Дмитрий محمد فاطمة 伟 佳怡 さくら 지민".split(
    " ",
  );
const FAMILIAR_LAST =
  "Smith Garcia Müller Johnson O'Connor García-López Nguyen Kowalska Øvergård D'Angelo McDonald Иванова الشريف 王 佐藤 김 Smith-Jones St.John Çelik Ólafsdóttir".split(
    " ",
  );

const every = (...parts: readonly (readonly string[])[]): string[] =>
  parts.reduce<string[]>((all, part) => all.flatMap((start) => part.map((end) => start + end)), [""]);

/** Spreads what was built in order, so that common names differ in every letter. */
function spread(names: readonly string[]): string[] {
  const step = 7919;
  return names.map((_, index) => names[(index * step) % names.length] as string);
}

export const FIRST_NAMES: readonly string[] = [
  ...FAMILIAR_FIRST,
  ...spread(every(STARTS.split(" "), MIDDLES.split(" "), ENDS.split(" "))),
];

export const LAST_NAMES: readonly string[] = [
  ...FAMILIAR_LAST,
  ...spread(every(STARTS.split(" "), MIDDLES.split(" "), SURNAME_ENDS.split(" "))),
];

const CITY_PREFIXES = ["", "", "", "New ", "St. ", "Port ", "San ", "East "];
const CITY_ENDS =
  "borough bridge burg caster chester dorf field ford ham haven mouth port stead ton ville worth";

/** Invented, for every country; a country's real ones stand before them. */
export const CITIES: readonly string[] = spread(
  every(CITY_PREFIXES, STARTS.split(" "), MIDDLES.split(" ").slice(0, 8), CITY_ENDS.split(" ")),
);

export const MAIL_DOMAINS =
  "gmail.com yahoo.com hotmail.com outlook.com icloud.com aol.com gmx.de web.de orange.fr libero.it uol.com.br naver.com".split(
    " ",
  );

export const AGENTS: readonly string[] = [
  "Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.1 Mobile/15E148 Safari/604.1",
  "Mozilla/5.0 (Linux; Android 16; Pixel 10) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/145.0.0.0 Mobile Safari/537.36",
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/145.0.0.0 Safari/537.36",
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/22G86 [FBAN/FBIOS;FBAV/531.0.0.32.70;FBBV/800000000;FBDV/iPhone16,2;FBMD/iPhone;FBSN/iOS;FBSV/18.6;FBSS/3;FBCR/;FBID/phone;FBLC/en_US;FBOP/80]",
  "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.1 Safari/605.1.15",
];
