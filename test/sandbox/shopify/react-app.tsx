// An app written with @shopify/app-bridge-react, bundled for the browser by its test.
import { Modal, NavMenu, SaveBar, TitleBar, useAppBridge } from "@shopify/app-bridge-react";
import { useState } from "react";
import { createRoot } from "react-dom/client";

function App() {
  const shopify = useAppBridge();
  const [isOpen, setOpen] = useState(false);
  const [isDirty, setDirty] = useState(false);
  const [count, setCount] = useState(0);
  const [log, setLog] = useState<string[]>([]);
  const note = (line: string) => setLog((lines) => [...lines, line]);
  return (
    <>
      <NavMenu>
        <a href="/app" rel="home">
          Home
        </a>
        <a href={`/app/orders/${count}`}>Orders {count}</a>
      </NavMenu>
      <TitleBar title={`Count ${count}`}>
        <button type="button" variant="primary" onClick={() => setCount(count + 1)}>
          Add
        </button>
      </TitleBar>
      <SaveBar open={isDirty} onHide={() => note("bar hidden")}>
        <button type="button" variant="primary" onClick={() => setDirty(false)}>
          Keep
        </button>
      </SaveBar>
      <Modal open={isOpen} onShow={() => note("modal shown")} onHide={() => setOpen(false)}>
        <p>
          Counted {count} <input aria-label="Inside" onChange={() => setCount(count + 10)} />
        </p>
        <TitleBar title="A question">
          <button type="button" onClick={() => setOpen(false)}>
            Done
          </button>
        </TitleBar>
      </Modal>
      <button type="button" onClick={() => setOpen(true)}>
        Open modal
      </button>
      <button type="button" onClick={() => setDirty(true)}>
        Make dirty
      </button>
      <button
        type="button"
        onClick={() => shopify.toast.show("Hello", { action: "Undo", onAction: () => note("undone") })}
      >
        Toast
      </button>
      <pre id="log">{log.join("\n")}</pre>
    </>
  );
}

const root = document.getElementById("root");
if (root !== null) createRoot(root).render(<App />);
