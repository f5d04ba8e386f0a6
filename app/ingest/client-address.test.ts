import { expect, test } from "vitest";
import { clientAddress } from "./client-address.ts";

test.each([
  { name: "no proxy: the socket's", header: null, remote: "203.0.113.9", proxies: 0, want: "203.0.113.9" },
  {
    name: "no proxy: a header is anybody's word",
    header: "198.51.100.1",
    remote: "203.0.113.9",
    proxies: 0,
    want: "203.0.113.9",
  },
  {
    name: "one proxy: what it saw",
    header: "198.51.100.1",
    remote: "10.0.0.1",
    proxies: 1,
    want: "198.51.100.1",
  },
  {
    name: "one proxy: a client's own entry comes before what the proxy saw",
    header: "192.0.2.66, 198.51.100.1",
    remote: "10.0.0.1",
    proxies: 1,
    want: "198.51.100.1",
  },
  {
    name: "two proxies: what the first saw",
    header: "192.0.2.66, 198.51.100.1, 10.0.0.2",
    remote: "10.0.0.1",
    proxies: 2,
    want: "198.51.100.1",
  },
  {
    name: "fewer entries than proxies: the first there is",
    header: "198.51.100.1",
    remote: "10.0.0.1",
    proxies: 3,
    want: "198.51.100.1",
  },
  { name: "a proxy that adds nothing", header: null, remote: "10.0.0.1", proxies: 1, want: "10.0.0.1" },
  {
    name: "spaces and empty entries",
    header: " , 198.51.100.1 ,",
    remote: "10.0.0.1",
    proxies: 1,
    want: "198.51.100.1",
  },
  { name: "the socket is not known", header: "198.51.100.1", remote: null, proxies: 0, want: "198.51.100.1" },
  { name: "nothing is known", header: null, remote: null, proxies: 1, want: null },
  { name: "an empty header", header: "", remote: null, proxies: 1, want: null },
])("$name", ({ header, remote, proxies, want }) => expect(clientAddress(header, remote, proxies)).toBe(want));

test.each([
  { name: "IPv6", given: "2001:db8::7", want: "2001:db8::7" },
  { name: "IPv6 in brackets", given: "[2001:db8::7]", want: "2001:db8::7" },
  { name: "IPv6 with a port", given: "[2001:db8::7]:4711", want: "2001:db8::7" },
  { name: "IPv4 with a port", given: "203.0.113.9:4711", want: "203.0.113.9" },
  { name: "IPv4 within IPv6", given: "::ffff:203.0.113.9", want: "203.0.113.9" },
  { name: "IPv4 within IPv6, large letters", given: "::FFFF:203.0.113.9", want: "203.0.113.9" },
  { name: "IPv4 within IPv6, with a port", given: "[::ffff:203.0.113.9]:4711", want: "203.0.113.9" },
  { name: "a name", given: "proxy.example", want: null },
  { name: "Azure's unknown", given: "unknown", want: null },
  { name: "RFC 7239's hidden name", given: "_hidden", want: null },
  { name: "markup", given: "<script>", want: null },
  { name: "something endless", given: "1".repeat(10_000), want: null },
])("written as $name", ({ given, want }) => expect(clientAddress(null, given, 0)).toBe(want));
