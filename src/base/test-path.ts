const FIXTURE_FOLDERS = "fixtures|__fixtures__|testdata";
// Asked of every file: one expression costs a tenth of cutting the path into its folders.
const FIXTURE = new RegExp(`(?:^|/)(?:${FIXTURE_FOLDERS})/`);
const TEST = new RegExp(`(?:^|/)(?:test|tests|__tests__|spec|e2e|${FIXTURE_FOLDERS})/|\\.(?:test|spec)\\.[^/]*$`);

/** Whether the file is there to test others: what it names in strings may be long gone. */
export function isTestCode(path: string): boolean {
  return TEST.test(path);
}

/** Whether the file is material of a test: it holds no documents. */
export function isFixture(path: string): boolean {
  return FIXTURE.test(path);
}

/** Folders of code that shows or measures the project and is no part of it. */
const EXAMPLE_FOLDER = /(^|\/)(examples?|demos?|playgrounds?|sandbox|samples?|bench(marks?)?|docs?|website|templates?)\//;

/** Whether the path lies in such a folder. */
export function isExamplePath(path: string): boolean {
  return EXAMPLE_FOLDER.test(path.slice(0, 256));
}

/** Whether the file is part of the project itself, not of its tests or examples. */
export function isProjectCode(path: string): boolean {
  return !isTestCode(path) && !isExamplePath(path);
}
