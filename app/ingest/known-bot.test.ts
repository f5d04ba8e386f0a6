import { expect, test } from "vitest";
import { isKnownBot } from "./known-bot.ts";

test.each([
  {
    name: "Google's crawler",
    agent: "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    want: true,
  },
  {
    name: "Meta's own link preview",
    agent: "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
    want: true,
  },
  {
    name: "a browser without a window",
    agent:
      "Mozilla/5.0 (X11; Linux x64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/140.0.0.0 Safari/537.36",
    want: true,
  },
  { name: "a tool", agent: "curl/8.9.1", want: true },
  {
    name: "Safari on a phone",
    agent:
      "Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.1 Mobile/15E148 Safari/604.1",
    want: false,
  },
  {
    name: "Instagram's browser",
    agent:
      "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/22F76 Instagram 380.0.0.28.104",
    want: false,
  },
  { name: "one that does not say", agent: null, want: false },
])("$name: $want", ({ agent, want }) => {
  expect(isKnownBot(agent)).toBe(want);
  expect(isKnownBot(agent)).toBe(want);
});
