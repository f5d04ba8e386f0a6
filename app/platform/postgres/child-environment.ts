/**
 * The environment of our child processes: these values and nothing of ours. Inherited PG* variables would redirect
 * the server, NODE_OPTIONS would load our own preloads into the watchdog. NODE_ENV is there because Remix's types
 * declare it on every environment.
 */
export function childEnvironment(values: Record<string, string> = {}): NodeJS.ProcessEnv {
  return { NODE_ENV: "production", ...values };
}
