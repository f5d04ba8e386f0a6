// `type(scope): what the user or operator notices`; the scope is a folder under app/, or a part of the tree beside it.
export default {
  extends: ["@commitlint/config-conventional"],
  rules: {
    "type-enum": [2, "always", ["feat", "fix", "perf", "refactor", "test", "docs", "chore"]],
    // Bodies hold tables of figures and links.
    "body-max-line-length": [0],
    "footer-max-line-length": [0],
    "subject-case": [0],
    "header-max-length": [2, "always", 100],
  },
};
