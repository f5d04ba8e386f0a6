// One buyer with a name, an address and an Internet address: invented, and different each time.
import type { Dice } from "./dice.ts";
import type { Place } from "./places.ts";

export interface Person {
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
  /** As typed; null where the place has no numbers to invent. */
  readonly phone: string | null;
  readonly street: string;
  /** From the ranges kept for documentation (RFC 5737, RFC 3849). */
  readonly ip: string;
}

/** `number` makes the email unlike everybody else's. */
export function inventPerson(place: Place, number: number, dice: Dice): Person {
  const [firstName, lastName] = dice.pick(place.names);
  const hasIpv6 = dice.below(4) === 0;
  return {
    firstName,
    lastName,
    email: `buyer.${number}.${dice.below(1_000_000)}@example.com`,
    phone: place.phone?.replace(/#/g, () => String(dice.below(10))) ?? null,
    street: `${place.street} ${1 + dice.below(90)}`,
    ip: hasIpv6
      ? `2001:db8:${(1 + dice.below(65_535)).toString(16)}::${(1 + dice.below(65_535)).toString(16)}`
      : `${dice.pick(["192.0.2", "198.51.100", "203.0.113"])}.${1 + dice.below(254)}`,
  };
}
