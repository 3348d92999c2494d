-- Nothing is lost; counting takes longer.

DROP INDEX Findings_settled;
DROP INDEX Files_poisoned;
DROP INDEX Files_problems;
