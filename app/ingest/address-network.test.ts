import { expect, test } from "vitest";
import { addressNetwork } from "./address-network.ts";

test.each([
  { name: "IPv4 is one visitor's", given: "203.0.113.9", want: "203.0.113.9" },
  { name: "IPv6: the first 64 bits", given: "2001:db8:1:2:3:4:5:6", want: "2001:db8:1:2::/64" },
  { name: "zeros left out at the end", given: "2001:db8::7", want: "2001:db8:0:0::/64" },
  { name: "zeros left out in the middle", given: "2001:db8:1::3:4:5:6", want: "2001:db8:1:0::/64" },
  { name: "zeros left out at the start", given: "::1", want: "0:0:0:0::/64" },
  { name: "nothing but zeros", given: "::", want: "0:0:0:0::/64" },
  { name: "leading zeros", given: "2001:0db8:0001:0002::1", want: "2001:db8:1:2::/64" },
  { name: "large letters", given: "2001:DB8:A:B::1", want: "2001:db8:a:b::/64" },
  { name: "IPv4 at the end", given: "64:ff9b::192.0.2.33", want: "64:ff9b:0:0::/64" },
])("$name: $given", ({ given, want }) => expect(addressNetwork(given)).toBe(want));
