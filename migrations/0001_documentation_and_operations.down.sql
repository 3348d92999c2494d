-- Children first; what a table held is gone with it.
DROP TRIGGER ResourceChunks_deleted;
DROP TABLE ChunkText;
DROP TABLE ResourceChunks;
DROP TABLE Resources;
DROP TABLE SchemaMigrations;
DROP TABLE Logs;
DROP TABLE AuditLog;
DROP TABLE PerformanceMetrics;
DROP TABLE Queue;
DROP TABLE RealtimeSync;
DROP TABLE DocumentationSync;
DROP TABLE Findings;
DROP TABLE NameHistory;
DROP TABLE DocClaims;
DROP TABLE CodeFacts;
DROP TABLE Files;
DROP TABLE Projects;
