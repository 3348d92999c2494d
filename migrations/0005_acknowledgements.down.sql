-- Acknowledgements are lost; projects that were only known for them go.

DROP TABLE Acknowledgements;
DELETE FROM Projects WHERE watched = 0;
ALTER TABLE Projects DROP COLUMN watched;
