// Types of what Vite makes of styles and `?url` imports.
/// <reference types="vite/client" />
