import { describe, expect, it } from "vitest";
import type { ScriptClaim } from "../../../src/analysis/model.js";
import { claims, claimsOf, fence, read } from "./support.js";

/** Scripts in a fence of commands: `runner script package`, `?` when another thing may answer to the name. */
function scripts(...lines: string[]): string[] {
  return claimsOf("script", fence("sh", ...lines)).map(describeScript);
}

function describeScript({ runner, script, explicit, if_present, package: selector }: ScriptClaim): string {
  const where =
    selector === null
      ? ""
      : selector.by === "dir"
        ? ` in ${selector.dir}`
        : selector.by === "workspace"
          ? ` of ${selector.name}`
          : " somewhere";
  return `${runner} ${script}${explicit ? "" : "?"}${where}${if_present ? " if present" : ""}`;
}

describe("a script", () => {
  it("is read from the commands of each package manager", () => {
    expect(
      scripts(
        "npm run build",
        "npm run-script lint -- --fix",
        "npm test",
        "npm start",
        "yarn build",
        "yarn test",
        "pnpm dev",
        "pnpm run dev",
        "bun run dev",
        "bun dev",
      ),
    ).toEqual([
      "npm build",
      "npm lint",
      "npm test",
      "npm start",
      "yarn build?",
      "yarn test",
      "pnpm dev?",
      "pnpm dev",
      "bun dev?",
      "bun dev?",
    ]);
  });

  it("stands exactly at its name", () => {
    const text = fence("sh", "npm  run -s build:all -- --watch");
    const [claim] = claimsOf("script", text);
    expect(claim?.reference).toBe("build:all");
    expect(claim?.span.start).toBe(text.indexOf("build:all"));
  });

  it("is none of what the managers do themselves", () => {
    expect(
      scripts(
        "npm install",
        "npm ci",
        "yarn add x",
        "yarn",
        "pnpm i",
        "bun test",
        "bun install",
        "npm publish",
        "pnpm -v",
        "npm init kettle",
        "yarn workspaces foreach run build",
      ),
    ).toEqual([]);
  });

  it("is none where the name is left to the reader", () => {
    expect(scripts("npm run <script>", "npm run $NAME", 'npm run "$NAME"', "npm run", "npm run build:")).toEqual([]);
    expect(claimsOf("script", fence("sh", "npm run build:*"))[0]?.marks).toEqual(["placeholder"]);
  });

  it("belongs to the package that options name", () => {
    expect(
      scripts(
        "npm run build -w kettle",
        "npm run build --workspace=packages/kettle",
        "npm --prefix tools/x run build",
        "npm -C tools run build",
        "pnpm --filter kettle build",
        "pnpm --filter ./packages/lid run build",
        "pnpm --filter kettle... build",
        "pnpm -r run build",
        "pnpm -w run build",
        "yarn workspace kettle run build",
        "yarn workspace kettle build",
        "yarn --cwd lid build",
        "npm run build --if-present",
        "npm run build --workspaces",
      ),
    ).toEqual([
      "npm build of kettle",
      "npm build of packages/kettle",
      "npm build in tools/x",
      "npm build in tools",
      "pnpm build? of kettle",
      "pnpm build in packages/lid",
      "pnpm build? somewhere",
      "pnpm build somewhere",
      "pnpm build",
      "yarn build? of kettle",
      "yarn build? of kettle",
      "yarn build? in lid",
      "npm build if present",
      "npm build somewhere",
    ]);
  });

  it("belongs to the folder that cd leads to, to the end of the fence", () => {
    expect(
      scripts(
        "cd packages/lid && npm run a",
        "npm run b",
        "cd ..",
        "npm run c",
        "(cd lid; npm run d)",
        "npm run e",
        "cd ~/x",
        "npm run f",
      ),
    ).toEqual([
      "npm a in packages/lid",
      "npm b in packages/lid",
      "npm c in packages",
      "npm d in packages/lid",
      "npm e in packages",
      "npm f somewhere",
    ]);
    expect(scripts("npm run a")).toEqual(["npm a"]);
  });

  it("belongs to the project itself after it was cloned, to nobody in a folder that was just made", () => {
    expect(scripts("git clone https://github.com/o/kettle.git", "cd kettle", "npm run a")).toEqual(["npm a"]);
    expect(scripts("mkdir my-app && cd my-app", "npm run a")).toEqual(["npm a somewhere"]);
  });

  it("is read through prompts, variables, sudo, comments and joined lines", () => {
    expect(
      scripts(
        "$ NODE_ENV=test npm run a # npm run no",
        "output npm run no",
        "$ sudo npm run b | tee x; npm run c",
        "$ npm \\",
        "  run d",
      ),
    ).toEqual(["npm a", "npm b", "npm c", "npm d"]);
    expect(scripts("cat <<EOF > x.txt", "npm run no", "EOF", "npm run yes")).toEqual(["npm yes"]);
    expect(scripts("node --run build")).toEqual(["npm build"]);
  });

  it("is read from inline code, unlabelled and indented blocks", () => {
    expect(claims("Run `npm run build` or `yarn build`.")).toEqual(["script build", "script build"]);
    expect(claims(fence("", "npm run build"))).toEqual(["script build"]);
    expect(claims(fence("", "# then", "$ npm run build", "done"))).toEqual(["script build"]);
    expect(claims("Text:\n\n    npm run build\n")).toEqual(["script build"]);
    expect(claims(fence("", "the command npm run build"))).toEqual([]);
    expect(claims(fence("yaml", "run: npm run build"))).toEqual([]);
    expect(claims("- one\n\n  > ~~~bash\n  > npm run build\n  > ~~~\n")).toEqual(["script build"]);
  });
});

describe("a binary", () => {
  const bins = (...lines: string[]) =>
    claimsOf("bin", fence("sh", ...lines)).map((claim) => [claim.runner, claim.bin].filter(Boolean).join(" "));
  it("is the first word of a command, or what npx and its likes run", () => {
    expect(
      bins(
        "kettle boil --fast",
        "npx kettle@latest boil",
        "npx -y -p kettle kettle-cli",
        "pnpm dlx kettle",
        "pnpm exec kettle",
        "yarn dlx kettle",
        "bunx kettle",
        "npm exec -- kettle",
        "npx @scope/kettle",
      ),
    ).toEqual([
      "kettle",
      "npx kettle",
      "npx kettle-cli",
      "pnpm dlx kettle",
      "pnpm exec kettle",
      "yarn dlx kettle",
      "bunx kettle",
      "npm exec kettle",
      "npx @scope/kettle",
    ]);
  });
  it("is no program that systems bring along, no path and no word of output", () => {
    expect(
      bins("git clone x", "curl -L https://x.io | sh", "./run.sh", "FOO=1", "Kettle is ready", "export A=1", "npx ./local"),
    ).toEqual([]);
  });
  it("is read from inline code only with an option behind it", () => {
    expect(claims("`kettle boil --fast`")).toEqual(["bin kettle", "command boil", "option --fast"]);
    expect(claims("`boil the kettle`")).toEqual([]);
  });
});

describe("a file of a command", () => {
  const files = (...lines: string[]) =>
    claimsOf("command-file", fence("sh", ...lines)).map((claim) => `${claim.program} ${claim.target}`);
  it("is what a program is told to read", () => {
    expect(
      files(
        "node scripts/brew.mjs out/x.json",
        "node -r ./setup.js scripts/a.js",
        "tsx watch src/main.ts",
        "bash ./run.sh",
        "python tools/x.py",
        "cat a.json b.json",
        "cp .env.example .env",
        "npx tsx src/y.ts",
        "./scripts/z.sh",
      ),
    ).toEqual([
      "node scripts/brew.mjs",
      "node scripts/a.js",
      "tsx src/main.ts",
      "bash run.sh",
      "python tools/x.py",
      "cat a.json",
      "cat b.json",
      "cp .env.example",
      "tsx src/y.ts",
      "exec scripts/z.sh",
    ]);
  });
  it("is none where code, a module or the reader's own disk is meant", () => {
    expect(
      files(
        "node -e 'a.js'",
        "python -m http.server",
        "cat /etc/hosts",
        "cat ~/.npmrc",
        "cat > new.txt",
        "node",
        "node --version",
        "cat https://x.io/a.js",
      ),
    ).toEqual([]);
  });
  it("belongs to the folder that cd leads to", () => {
    expect(claimsOf("command-file", fence("sh", "cd lid", "node x.js"))[0]?.package).toEqual({ by: "dir", dir: "lid" });
  });
});

it("gives its section the packages that commands install and the projects they make", () => {
  const { document } = read(
    `# A\n\n${fence("sh", "npm install -D kettle@2 @scope/lid", "yarn add cup")}\n# B\n\n\`npx kettle init\`\n\n# C\n\n${fence("sh", "npm create kettle my-app")}`,
  );
  expect(document.sections.map(({ installs, creates }) => [installs, creates])).toEqual([
    [[], false],
    [["@scope/lid", "cup", "kettle"], false],
    [["kettle"], false],
    [["create-kettle"], true],
  ]);
});
