/** Who may import whom: the table of docs/architecture.md, checked. */
const only = (name, from, allowed) => ({
  name,
  severity: "error",
  from: { path: from },
  to: { path: "^(src|workers)/", pathNot: [from, ...allowed] },
});

module.exports = {
  forbidden: [
    { name: "no-circles", severity: "error", from: {}, to: { circular: true } },
    only("base-knows-nothing", "^src/base/", []),
    only("analysis-is-pure", "^src/analysis/", ["^src/base/"]),
    {
      name: "analysis-touches-nothing",
      severity: "error",
      from: { path: "^src/analysis/" },
      to: { dependencyTypes: ["core"], pathNot: "^(node:)?crypto$" },
    },
    only("config", "^src/config/", ["^src/base/"]),
    only("worktree", "^src/worktree/", ["^src/base/", "^src/config/", "^src/analysis/(model|names/)"]),
    only("storage", "^src/storage/", ["^src/base/", "^src/config/"]),
    only("inbox", "^src/inbox/", ["^src/base/", "^src/config/", "^src/storage/"]),
    only("domains", "^src/domains/", ["^src/base/", "^src/config/", "^src/storage/", "^src/inbox/", "^src/analysis/"]),
    only("doors", "^src/doors/", ["^src/base/", "^src/config/", "^src/inbox/", "^src/worktree/"]),
    only("service", "^src/service/", ["^src/base/", "^src/config/"]),
    only("doctor", "^src/doctor/", ["^src/base/"]),
    only("pass", "^src/pass/", [
      "^src/base/",
      "^src/config/",
      "^src/inbox/",
      "^src/worktree/",
      "^src/analysis/",
      "^src/domains/",
    ]),
    only("surface", "^src/surface/", [
      "^src/base/",
      "^src/config/",
      "^src/methods",
      "^src/domains/",
      "^src/analysis/(model|rules/)",
    ]),
  ],
  options: {
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(dist|node_modules)/" },
  },
};
