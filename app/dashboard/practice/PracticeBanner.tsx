import { Banner, Text } from "@shopify/polaris";
import { PRACTICE } from "../../texts/welcome.ts";
import { ADMIN_PATHS } from "../admin-paths.ts";

/** Over each page of practice data: that it is made up, and the way out. */
export function PracticeBanner() {
  return (
    <Banner tone="warning" title={PRACTICE.badge} action={{ content: PRACTICE.leave, url: ADMIN_PATHS.home }}>
      <Text as="p">{PRACTICE.about}</Text>
    </Banner>
  );
}
