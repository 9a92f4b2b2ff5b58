"""Setting a machine up for Excel, and looking at whether it is: pure logic over a description of the machine."""
