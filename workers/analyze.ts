/** Thread of the analyze pool: texts in, facts and claims out. */
import { analyzeFiles } from "../src/analysis/analyze.js";

export default analyzeFiles;
