-- Confirmations are lost.

DROP TABLE Confirmations;
