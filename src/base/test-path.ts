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
