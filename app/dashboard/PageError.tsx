// Shown in the place of a page that could not be.
import { isRouteErrorResponse, useLocation } from "@remix-run/react";
import { Banner, Box, Page, Text } from "@shopify/polaris";
import { AppProvider } from "@shopify/shopify-app-remix/react";
import { PAGE_ERRORS } from "../texts/frame.ts";
import { ADMIN_PATHS } from "./admin-paths.ts";

/**
 * Brings its own Polaris, because it replaces the frame that pages stand in.
 * @param error what the router caught; of its content nothing is shown
 */
export function PageError({ error }: { readonly error: unknown }) {
  const { pathname } = useLocation();
  const missing = isRouteErrorResponse(error) && error.status === 404;
  const texts = missing ? PAGE_ERRORS.notFound : PAGE_ERRORS.broken;
  return (
    <AppProvider apiKey="" isEmbeddedApp={false}>
      <Page narrowWidth>
        <Box paddingBlockStart="400">
          <Banner
            tone={missing ? "info" : "critical"}
            title={texts.title}
            action={{ content: texts.action, url: missing ? ADMIN_PATHS.orders : pathname }}
          >
            <Text as="p">{texts.text}</Text>
          </Banner>
        </Box>
      </Page>
    </AppProvider>
  );
}
