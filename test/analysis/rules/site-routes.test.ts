import { describe, expect, it } from "vitest";
import { pageSegments, routeSegments } from "../../../src/analysis/names/pages.js";
import { scratchProject } from "../../support/project.js";

const TEXT = "# Serving\n\nAll that a server needs to know about its kettle, and where the water goes.\n";
const SITE = {
  "docs/docusaurus.config.js": "module.exports = {};\n",
  "docs/content/1.start/3.server.md": TEXT,
  "docs/content/2.drivers/http.md": "See [the server](/start/server#usage).\n",
};

async function told(project: ReturnType<typeof scratchProject>) {
  return (await project.report()).findings.map(
    ({ path, line, rule, severity, fix, suggestion }) =>
      `${path}:${line} ${rule} ${severity} ${fix} ${suggestion?.replacement ?? suggestion?.text}`,
  );
}

describe("a link to a route of a site", () => {
  const moved = (to: string) =>
    scratchProject(SITE).commit({ "docs/content/1.start/3.server.md": null, [to]: TEXT }, "Move the page");

  it("is told of when its page was moved", async () => {
    expect(await told(moved("docs/content/1.guide/3.server.md"))).toEqual([
      "docs/content/2.drivers/http.md:1 link/missing-file note suggest /guide/server",
    ]);
  });

  it("is not when the page is still served there, or another one is", async () => {
    expect(await told(moved("docs/content/5.start/1.server.mdx"))).toEqual([]);
    expect(await told(moved("docs/content/start/server/index.md"))).toEqual([]);
    expect(await told(moved("docs/guide/server.md").write({ "docs/pages/start/server.vue": "<p/>\n" }))).toEqual([]);
  });

  it("is not when the page is gone without a trace, or was gone before the link was written", async () => {
    const gone = scratchProject(SITE).commit({ "docs/content/1.start/3.server.md": null });
    expect(await told(gone)).toEqual([]);
    const { "docs/content/2.drivers/http.md": link, ...before } = SITE;
    const later = scratchProject(before)
      .commit({ "docs/content/1.start/3.server.md": null, "docs/content/guide/server.md": TEXT })
      .commit({ "docs/content/2.drivers/http.md": link });
    expect(await told(later)).toEqual([]);
  });

  it("is told of when one segment is a slip of the only page's that it can mean", async () => {
    const link = (target: string) => scratchProject({ ...SITE, "docs/content/2.drivers/http.md": `See [it](${target}).\n` });
    expect(await told(link("/satrt/server"))).toEqual([
      "docs/content/2.drivers/http.md:1 link/missing-file note suggest /start/server",
    ]);
    expect(await told(link("/store/server"))).toEqual([]);
    expect(await told(link("/drivers/server"))).toEqual([]);
    expect(await told(link("/satrt/server").write({ "docs/content/satr/server.md": TEXT }))).toEqual([]);
  });
});

describe("pages and routes", () => {
  it.each([
    ["docs/1.guide/02-usage.md", ["docs", "guide", "usage"]],
    ["docs/Guide/index.mdx", ["docs", "guide"]],
    ["docs/3.md", ["docs", "3"]],
    ["docs/2fa.md", ["docs", "2fa"]],
    ["index.md", null],
    ["docs/a.ts", null],
  ])("%s has the segments %j", (path, segments) => {
    expect(pageSegments(path)).toEqual(segments);
  });

  it("have the same segments", () => {
    expect(routeSegments("/Guide/1.start/")).toEqual(["guide", "start"]);
    expect(routeSegments("/guide/start.html")).toEqual(["guide", "start"]);
  });
});
