DROP TABLE AgreedPairs;
