"""AdventureWorks, a bicycle maker: the real data behind the worked example."""
