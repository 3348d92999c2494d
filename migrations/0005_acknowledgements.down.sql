-- Acknowledgements are lost; projects that were only known for them go, and those that were being forgotten. Keys rest meanwhile, so
-- what points to these is told here.

DROP TABLE Acknowledgements;
UPDATE AuditLog SET project_id = 0 WHERE project_id IN (SELECT id FROM Projects WHERE watched = 0);
UPDATE Fixes SET project_id = 0 WHERE project_id IN (SELECT id FROM Projects WHERE watched = 0);
DELETE FROM AgreedPairs WHERE project_id IN (SELECT id FROM Projects WHERE watched = 0);
DELETE FROM CodeFacts WHERE project_id IN (SELECT id FROM Projects WHERE watched = 0);
DELETE FROM DocClaims WHERE project_id IN (SELECT id FROM Projects WHERE watched = 0);
DELETE FROM DocumentationSync WHERE project_id IN (SELECT id FROM Projects WHERE watched = 0);
DELETE FROM Findings WHERE project_id IN (SELECT id FROM Projects WHERE watched = 0);
DELETE FROM Files WHERE project_id IN (SELECT id FROM Projects WHERE watched = 0);
DELETE FROM Logs WHERE project_id IN (SELECT id FROM Projects WHERE watched = 0);
DELETE FROM NameHistory WHERE project_id IN (SELECT id FROM Projects WHERE watched = 0);
DELETE FROM PerformanceMetrics WHERE project_id IN (SELECT id FROM Projects WHERE watched = 0);
DELETE FROM Queue WHERE project_id IN (SELECT id FROM Projects WHERE watched = 0);
DELETE FROM RealtimeSync WHERE project_id IN (SELECT id FROM Projects WHERE watched = 0);
DELETE FROM ResourceChunks WHERE project_id IN (SELECT id FROM Projects WHERE watched = 0);
DELETE FROM Resources WHERE project_id IN (SELECT id FROM Projects WHERE watched = 0);
DELETE FROM Projects WHERE watched = 0;
ALTER TABLE Projects DROP COLUMN watched;
