import { baseName } from "../../base/paths.js";

const FIXTURE_FOLDERS = new Set(["fixtures", "__fixtures__", "testdata"]);
const TEST_FOLDERS = new Set(["test", "tests", "__tests__", "spec", "e2e", ...FIXTURE_FOLDERS]);

/** Whether the file is there to test others: what it names in strings may be long gone. */
export function isTestCode(path: string): boolean {
  const base = baseName(path);
  return (
    base.includes(".test.") ||
    base.includes(".spec.") ||
    path
      .split("/")
      .slice(0, -1)
      .some((folder) => TEST_FOLDERS.has(folder))
  );
}

/** Whether the file is material of a test: it holds no documents. */
export function isFixture(path: string): boolean {
  return path
    .split("/")
    .slice(0, -1)
    .some((folder) => FIXTURE_FOLDERS.has(folder));
}
