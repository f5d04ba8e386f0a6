// Screen 0: what this is, before anything has been done.
import { TitleBar } from "@shopify/app-bridge-react";
import { BlockStack, Box, Button, Card, InlineStack, Page, Text } from "@shopify/polaris";
import { FRAME } from "../../texts/frame.ts";
import { WELCOME } from "../../texts/welcome.ts";
import { ADMIN_PATHS, PRACTICE_PATHS } from "../admin-paths.ts";

/** Its buttons are links: they work before the page has woken up. */
export function WelcomePage() {
  return (
    <Page narrowWidth>
      <TitleBar title={FRAME.product} />
      <Box paddingBlockEnd="800">
        <Card padding={{ xs: "500", sm: "800" }}>
          <BlockStack gap="500">
            <BlockStack gap="300">
              <Text as="h1" variant="headingXl">
                {WELCOME.title}
              </Text>
              <Text as="p" variant="bodyLg">
                {WELCOME.about}
              </Text>
            </BlockStack>
            <InlineStack gap="300">
              <Button variant="primary" size="large" url={ADMIN_PATHS.setup}>
                {WELCOME.start}
              </Button>
              <Button size="large" url={PRACTICE_PATHS.orders}>
                {WELCOME.lookAround}
              </Button>
            </InlineStack>
            <Text as="p" tone="subdued">
              {WELCOME.nothingYet}
            </Text>
          </BlockStack>
        </Card>
      </Box>
    </Page>
  );
}
