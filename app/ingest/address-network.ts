// What of an address stands for one visitor's network.

/**
 * IPv4 as it is; of IPv6 the first 64 bits, which are one subscriber's: a single visitor has all addresses below them.
 * https://www.rfc-editor.org/rfc/rfc6177
 * @param address as `clientAddress` gives it
 */
export function addressNetwork(address: string): string {
  if (!address.includes(":")) return address;
  const [head = "", tail] = address.toLowerCase().split("::", 2);
  const before = head.split(":").filter(Boolean);
  const after = (tail ?? "").split(":").filter(Boolean);
  // An IPv4 address at the end stands for two groups.
  const length = (groups: readonly string[]) =>
    groups.length + groups.filter((group) => group.includes(".")).length;
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - length(before) - length(after));
  const groups = [...before, ...Array<string>(zeros).fill("0"), ...after].slice(0, 4);
  return `${groups.map((group) => group.replace(/^0+(?=.)/, "")).join(":")}::/64`;
}
