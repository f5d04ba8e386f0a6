// Loaded into the tools that we start (`--import`): a tool ends when the process that started it is gone, even by
// SIGKILL, because the channel between the two closes then.
const channel = process.channel;
if (channel) {
  process.once("disconnect", () => {
    try {
      process.kill(-process.pid, "SIGKILL"); // it leads a group of its own, so what it started goes too
    } catch {
      process.exit(1);
    }
  });
  channel.unref();
}
